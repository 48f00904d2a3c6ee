import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TestContext } from "node:test";
import type { RunState } from "../../protocol/run.ts";
import type { SchedulerNotice } from "../../runner/scheduler/notice.ts";
import { runScheduler } from "../../runner/scheduler/run-scheduler.ts";
import type { Session } from "../../runner/session.ts";
import { openWorkspaceSession } from "../../runner/workspace-session.ts";
import { copyWorkspace } from "../helpers/workspace.ts";

/** A workspace with a clock of its own, and schedulers that live in it one after the other. */
export interface SchedulerBench {
  readonly workspace: string;
  /** Sets the clock; see `momentOf`. */
  setClock(moment: string): void;
  /** Writes a DAG file in one piece. */
  write(file: string, text: string): Promise<void>;
  remove(file: string): Promise<void>;
  start(): LivingScheduler;
  /** One that does what is due, and ends. */
  once(): Promise<LivingScheduler>;
  /** Another process's session, closed after the test. */
  session(): Session;
}

export interface LivingScheduler {
  readonly session: Session;
  readonly notices: readonly SchedulerNotice[];
  /** Kinds of the notices without `started`, each with its DAG or message. */
  told(): readonly string[];
  /** Starts of the intervals whose runs were created, as `05`, in their order. */
  created(dagId?: string): string;
  /** How many runs of the DAG were open at the same time. */
  readonly mostOpen: () => number;
  /** Waits until so many runs of the DAG have ended; gives them as `05 success, 06 failed`. */
  ended(count: number, dagId?: string): Promise<string>;
  /** Waits until this is so. */
  until(isSo: () => boolean): Promise<void>;
  /** Waits until it has looked at the clock and at its files again, and found nothing more to do. */
  looked(): Promise<void>;
  stop(): Promise<void>;
}

/** Longer than anything here takes. */
const HANGS_MS = 120_000;

export async function schedulerBench(
  t: TestContext,
  dags: Readonly<Record<string, string>>,
): Promise<SchedulerBench> {
  const workspace = await copyWorkspace(t, "samples/empty");
  await rm(path.join(workspace, "hello.dag.ts"));
  let now = 0;
  let clockReads = 0;
  for (const [file, text] of Object.entries(dags)) await writeFile(path.join(workspace, file), text);

  const write = async (file: string, text: string): Promise<void> => {
    await writeFile(path.join(workspace, `${file}.new`), text);
    await rename(path.join(workspace, `${file}.new`), path.join(workspace, file));
  };
  const open = (): Session =>
    openWorkspaceSession({
      workspace,
      now: () => {
        clockReads++;
        return now;
      },
      newId: randomUUID,
    });
  const start = (isOnce = false): LivingScheduler & { readonly done: Promise<void> } => {
    const own = open();
    const notices: SchedulerNotice[] = [];
    const created: { dagId: string; start: string; runId: string }[] = [];
    const states = new Map<string, RunState>();
    const openRuns = new Set<string>();
    let mostOpen = 0;
    let failure: { readonly error: unknown } | undefined;
    const stopping = new AbortController();
    const done = runScheduler(own, {
      isOnce,
      signal: stopping.signal,
      lookEvery: 5,
      readEvery: 20,
      onNotice: (notice) => void notices.push(notice),
      onEvents(events) {
        for (const event of events) {
          if (event.type === "run.created")
            created.push({ dagId: event.dagId, start: event.interval.start, runId: event.runId });
          if (event.type === "run.created" || event.type === "run.reopened") openRuns.add(event.runId);
          if (event.type === "run.finished") {
            openRuns.delete(event.runId);
            states.set(event.runId, event.state);
          }
        }
        mostOpen = Math.max(mostOpen, openRuns.size);
      },
    });
    done.catch((error: unknown) => {
      failure = { error };
    });
    const until = async (isSo: () => boolean): Promise<void> => {
      const hangsAt = Date.now() + HANGS_MS;
      while (!isSo()) {
        if (failure !== undefined) throw failure.error;
        if (Date.now() > hangsAt) throw new Error(`It hangs. Told: ${notices.flatMap(toldAs).join("; ")}`);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    const stop = async (): Promise<void> => {
      stopping.abort();
      // A failure that a wait has met was told there.
      if (failure === undefined) await done;
      await own.close();
    };
    t.after(stop);
    return {
      session: own,
      notices,
      done,
      told: () => notices.flatMap(toldAs),
      created: (dagId = "d") =>
        created
          .filter((run) => run.dagId === dagId)
          .map((run) => shortTime(run.start))
          .join(" "),
      mostOpen: () => mostOpen,
      async ended(count, dagId = "d") {
        const runs = () => created.filter((run) => run.dagId === dagId && states.has(run.runId));
        await until(() => runs().length >= count);
        return runs()
          .map((run) => `${shortTime(run.start)} ${states.get(run.runId)}`)
          .join(", ");
      },
      until,
      async looked() {
        // Files are read again within a few looks; each look reads the clock.
        const readAt = performance.now();
        const before = clockReads;
        await until(() => clockReads > before + 20 && performance.now() > readAt + 60 && openRuns.size === 0);
      },
      stop,
    };
  };
  return {
    workspace,
    setClock: (moment) => {
      now = Date.parse(momentOf(moment));
    },
    write,
    remove: (file) => rm(path.join(workspace, file)),
    session() {
      const session = open();
      t.after(() => session.close());
      return session;
    },
    start: () => start(),
    async once() {
      const scheduler = start(true);
      await scheduler.done;
      return scheduler;
    },
  };
}

/** An ISO 8601 instant: `05` and `05T06:00` are of November 2018. */
export function momentOf(moment: string): string {
  const full = /^\d{4}-/.test(moment) ? moment : `2018-11-${moment}`;
  return new Date(full.includes("T") ? `${full}Z` : full).toISOString();
}

function shortTime(time: string): string {
  return time.replace("2018-11-", "").replace("T00:00:00.000Z", "").replace(":00.000Z", "");
}

function toldAs(notice: SchedulerNotice): readonly string[] {
  switch (notice.kind) {
    case "started":
      return [];
    case "config-changed":
      return [notice.kind];
    case "problem":
      return [`problem ${notice.problem.position?.file}:${notice.problem.position?.line}`];
    case "left":
      return [`left ${notice.dagId} ${notice.runs}`];
    case "continued":
      return [`continued ${notice.dag.id} ${notice.runs}`];
    case "missed": {
      const { count, first, last } = notice.missed;
      return [
        `missed ${notice.dag.id} ${count} (${notice.why}): ${shortTime(first.start)} to ${shortTime(last.start)}`,
      ];
    }
    case "gap":
      return [`gap ${notice.dag.id} ${shortTime(notice.gap.start)} to ${shortTime(notice.gap.end)}`];
    default:
      return [`${notice.kind} ${notice.dag.id}`];
  }
}
