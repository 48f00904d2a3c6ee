import type { RunEvent } from "../../../protocol/event.ts";
import type { RowCounts } from "../../../protocol/run.ts";
import { formatDuration } from "../../../protocol/text/duration.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import { oneLine, safeText } from "../../core/safe-text.ts";
import { applyEvent } from "./apply-event.ts";
import { checkLine, notableChecks } from "./check-line.ts";
import { countOf } from "./number.ts";
import { createModel, type ProgressModel, type RunProgress, rowsOf } from "./progress-model.ts";
import type { ProgressOptions, ProgressView } from "./progress-view.ts";
import { paintState } from "./states.ts";
import { summaryLines } from "./summary.ts";
import { clockTime } from "./time.ts";

export interface PlainProgressOptions extends ProgressOptions {
  /** Takes one line at a time, newline included. */
  readonly write: (text: string) => void;
  /** Columns for the summary. Default 100. */
  readonly width?: number;
}

/**
 * Progress as lines, for pipes and CI: one for each thing worth knowing. Times are UTC.
 * `12:01:02 sparkify 2018-11-03 staging.events success 388 rows 0.2 s`
 */
export function plainProgress(options: PlainProgressOptions): ProgressView {
  const { dag, style, write, knownRun } = options;
  const model = createModel(dag, intervalLabeler(dag.timezone), knownRun);
  return {
    onEvent(event: RunEvent): void {
      if (!applyEvent(model, event)) return;
      for (const line of linesFor(event, model, options)) {
        write(`${clockTime(event.at)} ${safeText(dag.id)} ${line}\n`);
      }
    },
    finish(): void {
      const lines = summaryLines(model, options.width ?? 100, style);
      if (lines.length > 0) write(`\n${lines.join("\n")}\n`);
    },
  };
}

function linesFor(event: RunEvent, model: ProgressModel, { style }: PlainProgressOptions): string[] {
  if ("backfillId" in event && !("runId" in event)) return [backfillLine(event)];
  if (!("runId" in event) || event.runId === undefined) return [];
  const run = model.runs.get(event.runId);
  if (run === undefined) return [];
  const line = (state: Parameters<typeof paintState>[0], rest: readonly string[]): string => {
    const task = "taskId" in event ? [safeText(event.taskId)] : [];
    const words = [run.label, ...task, paintState(state, state, style), ...rest];
    return words.filter((word) => word !== "").join(" ");
  };
  const checksOf = ({ taskId, checks }: Extract<RunEvent, { readonly checks: unknown }>): string[] =>
    notableChecks(checks).map((check) => `${run.label} ${safeText(taskId)} ${checkLine(check, style)}`);
  switch (event.type) {
    case "run.started":
      // A run that is cancelled while it waits for its turn is started only to be ended.
      return run.cancelling ? [] : [line("running", [])];
    case "run.cancelling":
      return run.state === "queued" ? [] : [`${run.label} cancelling (${oneLine(event.reason)})`];
    case "run.finished":
      return [line(event.state, [countOf(run.rows, "row"), runTime(run), oneLine(event.reason ?? "")])];
    case "task.succeeded": {
      return [
        line("success", [loadsText(event.loads), taskTime(run, event), oneLine(event.note ?? "")]),
        ...checksOf(event),
      ];
    }
    case "task.failed": {
      const { error, retryAt } = event;
      const words = [taskTime(run, event), oneLine(error.message)];
      if (retryAt === undefined) return [line("failed", words), ...checksOf(event)];
      // What to do is worth knowing while there is time for it; of what fails for good the summary tells it.
      const again = [oneLine(error.next ?? ""), `(tried again in ${formatDuration(retryAt - event.at)})`];
      return [line("up_for_retry", [...words, ...again]), ...checksOf(event)];
    }
    case "task.rescheduled":
      return [
        line("up_for_reschedule", [
          oneLine(event.note),
          `(looks again in ${formatDuration(event.until - event.at)})`,
        ]),
      ];
    case "task.interrupted":
      return [line("none", ["interrupted, starts again"])];
    case "task.skipped":
      return [line("skipped", [oneLine(event.reason)])];
    case "task.upstream_failed":
      return [line("upstream_failed", [oneLine(event.reason)])];
    case "task.cancelled":
      return run.tasks.get(event.taskId)?.startedAt === undefined ? [] : [line("cancelled", [])];
    default:
      return [];
  }
}

function backfillLine(event: Extract<RunEvent, { type: `backfill.${string}` }>): string {
  const id = `backfill ${safeText(event.backfillId)}`;
  switch (event.type) {
    case "backfill.created":
      return `${id} of ${countOf(event.runs, "run")}, ${safeText(event.from)} to ${safeText(event.to)}`;
    case "backfill.paused":
      return `${id} paused: what runs comes to its end`;
    case "backfill.resumed":
      return `${id} goes on`;
    case "backfill.cancelled":
      return `${id} cancelled`;
    default:
      return assertNever(event);
  }
}

/** `388 rows`, and the rejected ones if there are any; nothing for a task that loads nothing. */
function loadsText(loads: readonly RowCounts[]): string {
  if (loads.length === 0) return "";
  const rejected = loads.reduce((rows, load) => rows + load.rejected, 0);
  const rows = countOf(rowsOf(loads), "row");
  return rejected === 0 ? rows : `${rows}, ${countOf(rejected, "record")} rejected`;
}

function taskTime(run: RunProgress, event: { readonly taskId: string; readonly at: number }): string {
  const startedAt = run.tasks.get(event.taskId)?.startedAt;
  return startedAt === undefined ? "" : formatDuration(event.at - startedAt);
}

function runTime(run: RunProgress): string {
  if (run.startedAt === undefined || run.endedAt === undefined) return "";
  return formatDuration(run.endedAt - run.startedAt);
}
