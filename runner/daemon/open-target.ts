import { lakeFolders } from "../dag/loader.ts";
import { sourceStamp } from "../dag/source-stamp.ts";
import type { Project } from "../project.ts";
import type { Session } from "../session.ts";
import type { Desk } from "./desk.ts";

/** One target that somebody works on: its session, and the desk where its runs are driven. */
export interface OpenTarget {
  readonly session: Session;
  readonly desk: Desk;
  /** Reads DAG files again if they have changed. Tells whether they had. */
  refresh(): Promise<boolean>;
  /** The session stays open until what comes back is called. */
  hold(): () => void;
  /** Nobody will ask for it any more: it is closed when nobody holds it and its runs have ended. */
  retire(): Promise<void>;
}

export function openTarget(session: Session, desk: Desk): OpenTarget {
  let stamp: string | undefined;
  let refreshing: Promise<boolean> = Promise.resolve(false);
  let holders = 0;
  let whenFree: (() => void) | undefined;
  let retired: Promise<void> | undefined;

  const readIfChanged = async (): Promise<boolean> => {
    const lakes = lakeFolders(session.settings().config);
    // Before the files are read: what changes meanwhile is read the next time.
    const now = await sourceStamp(session.workspace, lakes);
    if (now === stamp) return false;
    const project: Project = stamp === undefined ? await session.project() : await session.freshProject();
    session.useProject(project);
    desk.useProject(project);
    stamp = now;
    return true;
  };

  return {
    session,
    desk,
    refresh() {
      const next = refreshing.catch(() => false).then(readIfChanged);
      refreshing = next;
      return next;
    },
    hold() {
      let isHeld = true;
      holders += 1;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holders -= 1;
        if (holders === 0) whenFree?.();
      };
    },
    retire() {
      retired ??= close();
      return retired;
    },
  };

  async function close(): Promise<void> {
    for (;;) {
      await desk.free();
      if (holders > 0) {
        await new Promise<void>((resolve) => {
          whenFree = resolve;
        });
        continue;
      }
      if (!desk.isTaken) break;
    }
    await refreshing.catch(() => false);
    await session.close();
  }
}
