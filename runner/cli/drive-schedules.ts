import type { RunRecord } from "../../protocol/history.ts";
import { UserError } from "../../protocol/user-error.ts";
import { runScheduler } from "../scheduler/run-scheduler.ts";
import type { Session } from "../session.ts";
import { allowWrites } from "./allow-writes.ts";
import type { CommandContext, ExitCode } from "./command.ts";
import { EXIT } from "./command.ts";
import { jsonDocument } from "./render/json.ts";
import { runDocument } from "./run-document.ts";
import { schedulerTerminal } from "./scheduler-terminal.ts";

export interface DriveOptions {
  /** Only these DAGs. */
  readonly dagIds?: readonly string[];
  readonly isOnce: boolean;
}

/** Runs the scheduler with a line on the terminal for each thing worth one, or one JSON document of its runs. */
export async function driveSchedules(
  context: CommandContext,
  session: Session,
  { isOnce, dagIds }: DriveOptions,
): Promise<ExitCode> {
  const { json, print, interrupted } = context;
  if (json && !isOnce) throw endlessJson();
  const { dags } = await session.project();
  await allowWrites(context, session);
  const terminal = json ? undefined : schedulerTerminal(context, { session, dags, isOnce });
  const ended = new Map<string, RunRecord>();
  const stop = (): void => terminal?.onStop();
  interrupted.addEventListener("abort", stop);
  try {
    await runScheduler(session, {
      isOnce,
      ...(dagIds && { dagIds }),
      signal: interrupted,
      onNotice: (notice) => terminal?.onNotice(notice),
      onEvents(events) {
        for (const event of events) {
          terminal?.onEvent(event);
          if (event.type !== "run.finished") continue;
          const run = session.history().run(event.runId);
          // One that goes on for years needs to know only what it has stopped.
          if (run !== undefined && (isOnce || interrupted.aborted)) ended.set(run.runId, run);
        }
      },
    });
  } finally {
    interrupted.removeEventListener("abort", stop);
  }
  if (json) print(jsonDocument({ runs: runDocuments(session, dags, [...ended.values()]) }));
  else if (isOnce && ended.size === 0 && !interrupted.aborted) print("Nothing is due.\n");
  const states = new Set([...ended.values()].map(({ state }) => state));
  if (interrupted.aborted) return states.has("cancelled") ? EXIT.cancelled : EXIT.ok;
  states.delete("success");
  return states.size === 0 ? EXIT.ok : EXIT.failed;
}

function runDocuments(
  session: Session,
  dags: Awaited<ReturnType<Session["project"]>>["dags"],
  runs: readonly RunRecord[],
): readonly object[] {
  return runs.flatMap((run) => {
    const dag = dags.find(({ id }) => id === run.dagId);
    return dag === undefined ? [] : [runDocument(session.history(), dag, run)];
  });
}

function endlessJson(): UserError {
  return new UserError({
    code: "endless-json",
    message: "--json is one document, and a scheduler does not end.",
    next: "Give --once or --dry-run too, or leave --json out.",
  });
}
