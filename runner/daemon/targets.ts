import type { WantedTarget } from "../choose-target.ts";
import { CONFIG_FILE } from "../config/load-config.ts";
import { fileStamp } from "../dag/source-stamp.ts";
import type { Session } from "../session.ts";
import type { DaemonLog } from "./daemon-log.ts";
import type { Desk } from "./desk.ts";
import { type OpenTarget, openTarget } from "./open-target.ts";
import { textOf } from "./refusal.ts";

/** The targets that clients work on, each opened once. */
export interface Targets {
  /** Null: the one that `millrace.json` chooses, if it does. Throws a UserError when there is none of that name. */
  get(name: string | null): OpenTarget;
  /** Reads again what has changed of `millrace.json` and the DAG files. Tells whether anything had. */
  refresh(): Promise<boolean>;
  /** Whether runs are open on any of them, also of settings from before. */
  isBusy(): boolean;
  /** Whether any of them has the workspace, be it for a moment. */
  isAtWork(): boolean;
  cancelAll(reason: string): void;
  /** Resolves when none of them has the workspace. */
  atRest(): Promise<void>;
  /** Resolves when all are closed. */
  close(): Promise<void>;
}

export interface TargetsOptions {
  readonly workspace: string;
  readonly openSession: (target: WantedTarget | undefined) => Session;
  readonly createDesk: (session: Session) => Desk;
  readonly log: DaemonLog;
}

export function createTargets({ workspace, openSession, createDesk, log }: TargetsOptions): Targets {
  const opened = new Map<string, OpenTarget>();
  /** By the name that was asked for. */
  const asked = new Map<string | null, OpenTarget>();
  const all = new Set<OpenTarget>();
  let configStamp: string | undefined;

  const refresh = async (): Promise<boolean> => {
    const now = await fileStamp(workspace, CONFIG_FILE);
    const isChanged = configStamp !== undefined && now !== configStamp;
    configStamp = now;
    // Settings are a session's for good.
    if (isChanged) for (const target of opened.values()) void retire(target);
    if (isChanged) forget();
    const changed = await Promise.all([...opened.values()].map((target) => target.refresh()));
    return isChanged || changed.includes(true);
  };

  return {
    get(name) {
      const before = asked.get(name);
      if (before !== undefined) return before;
      const session = openSession(name === null ? undefined : { name, by: "the editor" });
      const key = keyOf(session, name);
      const made = opened.get(key) ?? openTarget(session, createDesk(session));
      opened.set(key, made);
      asked.set(name, made);
      all.add(made);
      return made;
    },
    refresh,
    isBusy: () => [...all].some(({ desk }) => desk.hasRuns),
    isAtWork: () => [...all].some(({ desk }) => desk.isTaken),
    cancelAll(reason) {
      for (const { desk } of all) desk.cancelAll(reason);
    },
    async atRest() {
      await Promise.all([...all].map(({ desk }) => desk.free()));
    },
    async close() {
      forget();
      await Promise.all([...all].map(retire));
    },
  };

  function forget(): void {
    opened.clear();
    asked.clear();
  }

  async function retire(target: OpenTarget): Promise<void> {
    try {
      await target.retire();
    } catch (error) {
      log(`a target could not be closed: ${textOf(error)}`);
    } finally {
      all.delete(target);
    }
  }
}

/** A target is opened once, whether it was chosen by its name or by `millrace.json`. */
function keyOf(session: Session, name: string | null): string {
  if (name !== null) return session.target?.name ?? "";
  try {
    return session.target?.name ?? "";
  } catch {
    // `millrace.json` chooses one that it does not have: the view says so.
    return "";
  }
}
