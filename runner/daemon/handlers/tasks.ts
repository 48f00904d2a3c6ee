import type { DagSpec, TaskSpec } from "../../../protocol/dag.ts";
import type { TaskRecord } from "../../../protocol/history.ts";
import { renderTask, taskDetail, taskLog } from "../../../protocol/rpc/runs.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { UserError } from "../../../protocol/user-error.ts";
import { didYouMeanText } from "../../core/did-you-mean.ts";
import { safeText } from "../../core/safe-text.ts";
import { runInterval } from "../../planning/run-interval.ts";
import { readTaskLog, type TaskLogText } from "../../read-task-log.ts";
import { runOfInterval } from "../../run-of-interval.ts";
import type { Session } from "../../session.ts";
import type { HandlerGroup } from "../handler.ts";
import { handle } from "../handler.ts";
import type { ViewSource } from "../views/view-source.ts";
import { findRun, sourceOf } from "./runs.ts";

/** One task: of a run, or as it would be. */
export function taskHandlers(): HandlerGroup {
  return {
    handlers: [
      handle(taskDetail, async ({ session }, { dagId, taskId, runId, logLines }) => {
        const source = await sourceOf(session);
        const { store } = source;
        const run = runId === null ? undefined : findRun(source, runId);
        const dag = source.dag(dagId);
        const spec = dag?.tasks.find(({ id }) => id === taskId);
        const record = run && store.tasks(run.runId).find((task) => task.taskId === taskId);
        if (spec === undefined && record === undefined) throw unknownTask(taskId, dag);
        const log = run && record && logOf(source, run.runId, record);
        const interval = run?.interval ?? (dag && runInterval(dag, {}, session.now()));
        const sql = dag && spec && interval ? await sqlOf(session, dag, spec, interval, record) : [];
        return {
          tries: run === undefined ? [] : store.tries(run.runId, taskId),
          params: spec?.params ?? {},
          sql,
          logTail: log === undefined ? [] : tailOf(log.text, logLines),
          logFile: log?.file ?? null,
        };
      }),
      handle(renderTask, async ({ session }, { dagId, taskId, date }) => {
        const dag = await session.dag(dagId);
        const task = dag.tasks.find(({ id }) => id === taskId);
        if (task === undefined) throw unknownTask(taskId, dag);
        const latest = date === undefined ? session.history().latestRun(dagId) : undefined;
        const named = date === undefined ? {} : { date };
        const interval = latest?.interval ?? runInterval(dag, named, session.now());
        const label = intervalLabeler(dag.timezone)(interval);
        return { label, sql: await sqlOf(session, dag, task, interval, undefined) };
      }),
      handle(taskLog, async ({ session }, { runId, taskId, tryNumber }) => {
        const source = await sourceOf(session);
        const run = findRun(source, runId);
        const task = source.store.tasks(runId).find((known) => known.taskId === taskId);
        if (task === undefined) throw unknownTask(taskId, source.dag(run.dagId));
        const timezone = source.dag(run.dagId)?.timezone ?? "UTC";
        const { file, text } = readTaskLog(session.stateFolder, { run, task, tryNumber, timezone });
        return { file, text };
      }),
    ],
  };
}

function sqlOf(
  session: Session,
  dag: DagSpec,
  task: TaskSpec,
  interval: Parameters<typeof runOfInterval>[1],
  record: TaskRecord | undefined,
): ReturnType<Session["renderedSql"]> {
  const run = runOfInterval(dag, interval, session.history());
  return session.renderedSql(dag, task, run, Math.max(1, record?.tryNumber ?? 1));
}

/** Undefined when there is none (yet). */
function logOf(source: ViewSource, runId: string, task: TaskRecord): TaskLogText | undefined {
  const run = findRun(source, runId);
  try {
    return readTaskLog(source.session.stateFolder, {
      run,
      task,
      timezone: source.dag(run.dagId)?.timezone ?? "UTC",
    });
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function tailOf(text: string, lines: number): readonly string[] {
  const trimmed = text.trimEnd();
  return trimmed === "" ? [] : trimmed.split("\n").slice(-Math.max(1, lines)).map(safeText);
}

function unknownTask(taskId: string, dag: DagSpec | undefined): UserError {
  const ids = dag?.tasks.map(({ id }) => id) ?? [];
  return new UserError({
    code: "unknown-task",
    message: `There is no task "${taskId}".${didYouMeanText(taskId, ids)}`,
    ...(dag && { next: `The tasks of ${dag.id}: ${ids.join(", ")}.` }),
  });
}
