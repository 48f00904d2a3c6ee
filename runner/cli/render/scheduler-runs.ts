import type { RunEvent } from "../../../protocol/event.ts";
import type { RunRecord } from "../../../protocol/history.ts";
import { formatDuration } from "../../../protocol/text/duration.ts";
import { oneLine, safeText } from "../../core/safe-text.ts";
import { countOf } from "./number.ts";
import { rowsOf } from "./progress-model.ts";
import { paintState } from "./states.ts";
import type { Style } from "./style.ts";

export interface SchedulerRunsOptions {
  readonly style: Style;
  readonly findRun: (runId: string) => RunRecord | undefined;
  /** The name of a run's interval. */
  readonly labelOf: (run: RunRecord) => string;
  /** What to type to see the log of the task that failed. */
  readonly logsCommand: (run: RunRecord, taskId: string) => string;
}

/** What is remembered of a run while it is open. */
interface OpenRun {
  readonly backfillId: string | undefined;
  rows: number;
  warnings: number;
  failure: { readonly taskId: string; readonly message: string } | undefined;
}

/**
 * A scheduler's runs as lines: their starts and ends, tries that are made again, and why a run failed. It remembers
 * open runs only, so that it can go on for years.
 */
export function schedulerRuns(options: SchedulerRunsOptions): (event: RunEvent) => readonly string[] {
  const { style, findRun, labelOf } = options;
  const open = new Map<string, OpenRun>();

  const line = (run: RunRecord, words: readonly string[]): string =>
    [safeText(run.dagId), labelOf(run), ...words].filter((word) => word !== "").join(" ");

  return (event) => {
    if (!("runId" in event) || event.runId === undefined) return [];
    if (event.type === "run.created" || event.type === "run.reopened")
      open.set(event.runId, { backfillId: event.backfillId, rows: 0, warnings: 0, failure: undefined });
    const facts = open.get(event.runId);
    if (facts === undefined) return [];
    switch (event.type) {
      case "run.started": {
        const run = findRun(event.runId);
        if (run === undefined) return [];
        return [line(run, [paintState("running", "running", style), askedBy(run, facts)])];
      }
      case "task.succeeded":
        facts.rows += rowsOf(event.loads);
        facts.warnings += event.checks.filter(({ outcome }) => outcome === "warn").length;
        return [];
      case "task.failed": {
        const message = oneLine(event.error.message);
        if (event.retryAt === undefined) {
          facts.failure ??= { taskId: event.taskId, message };
          return [];
        }
        const run = findRun(event.runId);
        const again = `(tried again in ${formatDuration(event.retryAt - event.at)})`;
        const state = paintState("up_for_retry", "up_for_retry", style);
        return run === undefined ? [] : [line(run, [safeText(event.taskId), state, message, again])];
      }
      case "run.finished": {
        open.delete(event.runId);
        const run = findRun(event.runId);
        return run === undefined ? [] : ended(run, event, facts);
      }
      default:
        return [];
    }
  };

  function ended(
    run: RunRecord,
    event: Extract<RunEvent, { type: "run.finished" }>,
    { rows, warnings, failure }: OpenRun,
  ): readonly string[] {
    const took = run.startedAt === null ? "" : formatDuration(event.at - run.startedAt);
    const facts = [
      paintState(event.state, event.state, style),
      countOf(rows, "row"),
      took,
      warnings === 0 ? "" : style.paint.yellow(countOf(warnings, "check warns", "checks warn")),
      oneLine(event.reason ?? ""),
    ];
    if (failure === undefined || event.state !== "failed") return [line(run, facts)];
    const why = `${safeText(failure.taskId)}: ${failure.message}`;
    return [line(run, [...facts, why]), `  ${options.logsCommand(run, failure.taskId)}`];
  }
}

/** A scheduler drives runs that others have asked for, too. */
function askedBy({ kind }: RunRecord, { backfillId }: OpenRun): string {
  if (backfillId !== undefined) return `(backfill ${backfillId})`;
  return kind === "scheduled" ? "" : `(${kind})`;
}
