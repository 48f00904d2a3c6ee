import type { PlanFacts, RunFacts, SourceFacts } from "../../../protocol/plan-facts.ts";
import { formatDuration } from "../../../protocol/text/duration.ts";
import { formatBytes } from "../../../protocol/text/format-bytes.ts";
import { intervalLabeler } from "../../../protocol/text/interval-label.ts";
import type { PlannedRun, WorkPlan } from "../../../protocol/work.ts";
import { width as widthOf, wrap } from "./fit.ts";
import { formatNumber } from "./number.ts";
import { intervalStateCell, paintStateCell } from "./state-cells.ts";
import type { Style } from "./style.ts";
import { renderTable } from "./table.ts";
import { GAP } from "./table-widths.ts";
import { withoutZeros } from "./without-zeros.ts";

export interface PlanView {
  readonly plan: WorkPlan;
  readonly facts: PlanFacts;
}

/** The runs that something happens to. */
export function withoutLeftOut({ plan, facts }: PlanView): PlanView {
  const isKept = plan.runs.map(({ action }) => action !== "skip");
  const keep = <T>(items: readonly T[]): T[] => items.filter((_, index) => isKept[index]);
  return { plan: { ...plan, runs: keep(plan.runs) }, facts: { ...facts, runs: keep(facts.runs) } };
}

/** Words for what happens to a run. */
export const ACTION_WORDS: Readonly<Record<PlannedRun["action"], string>> = {
  create: "new",
  resume: "resume",
  rerun: "run again",
  clear: "clear",
  skip: "left out",
};

interface Cells {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface PlanTableOptions {
  readonly width: number;
  readonly style: Style;
  /** Every line, however long the plan is. */
  readonly isWhole: boolean;
}

/** Lines of a longer plan: its first and last ones. */
const FIRST = 30;
const LAST = 5;

/** Reasons are not in the table where they have less room than this: the notes tell them. */
const LEAST_REASON = 24;

/** A plan, one line for each run in the order in which they start. Columns that would be empty are left out. */
export function planTable(view: PlanView, options: PlanTableOptions): string {
  const { style, width, isWhole } = options;
  const facts = factCells(view, style);
  const hidden = isWhole ? 0 : Math.max(0, facts.rows.length - FIRST - LAST);
  const isShown = (index: number): boolean => hidden <= 1 || index < FIRST || index >= FIRST + hidden;
  const { reasonRoom } = planLayout(view, options);
  const lines = facts.rows.map((row, index) => {
    if (!isShown(index)) return [];
    if (reasonRoom === undefined) return [row];
    const [first = "", ...rest] = wrap(view.plan.runs[index]?.reason ?? "", reasonRoom);
    return [[...row, first], ...rest.map((line) => [...row.map(() => undefined), line])];
  });
  const columns = [...facts.columns, ...(reasonRoom === undefined ? [] : ["why"])];
  const table = renderTable({ columns, rows: lines.flat(), width, style, paintCell: planPainter(style) });
  if (hidden <= 1) return table;
  // After the header, its rule, and the lines of the first runs.
  const before = 2 + lines.slice(0, FIRST).flat().length;
  const gap = style.paint.dim(`${style.unicode ? "⋮" : ":"} ${formatNumber(hidden)} more (--all shows them)`);
  return table.split("\n").toSpliced(before, 0, gap).join("\n");
}

/** How wide the table's last column can be, the reasons; undefined where they have to go elsewhere. */
export function planLayout(
  view: PlanView,
  { style, width }: Pick<PlanTableOptions, "style" | "width">,
): { readonly reasonRoom: number | undefined } {
  const { columns, rows } = factCells(view, style);
  const used = columns.map((name, column) =>
    Math.max(widthOf(name), ...rows.map((row) => widthOf(String(row[column] ?? "")))),
  );
  const room = width - used.reduce((sum, wide) => sum + wide + GAP.length, 0);
  const longest = Math.max(0, ...view.plan.runs.map(({ reason }) => widthOf(reason)));
  return { reasonRoom: room >= Math.min(longest, LEAST_REASON) ? room : undefined };
}

/** All of the table but the reasons. */
function factCells({ plan, facts }: PlanView, style: Style): Cells {
  const label = intervalLabeler(plan.dag.timezone);
  const rows = plan.runs.map((run, index) => {
    const its = facts.runs[index];
    return [
      label(run.interval),
      intervalStateCell(run.state, style),
      `${ACTION_WORDS[run.action]}${mark(its)}`,
      tasksCell(run, plan),
      its?.sources == null ? undefined : filesCell(its.sources),
      its?.usual == null ? undefined : formatDuration(its.usual.ms),
    ];
  });
  const columns = ["interval", "state", "action", "tasks", "files", "usual"];
  return withoutZeros(columns, rows, ["state", "tasks", "files", "usual"]);
}

/** A run of which the notes below the table have to say something. */
function mark(facts: RunFacts | undefined): string {
  if (facts === undefined || facts.repeats.length === 0) return "";
  return facts.repeats.every(({ effect }) => effect === "unknown") ? " ?" : " !";
}

/** `9` for all tasks of the order, `3 of 9` for some, the task's name where it is one alone. */
function tasksCell({ taskIds, action }: PlannedRun, { taskIds: all }: WorkPlan): unknown {
  if (action === "skip") return undefined;
  const [only] = taskIds;
  if (taskIds.length === 1 && only !== undefined) return only;
  return taskIds.length === all.length
    ? formatNumber(all.length)
    : `${formatNumber(taskIds.length)} of ${formatNumber(all.length)}`;
}

function filesCell({ state, files, bytes }: SourceFacts): string {
  if (state !== "there") return state;
  return files === 0 ? "none" : `${formatNumber(files)} (${formatBytes(bytes)})`;
}

function planPainter(style: Style): (text: string, value: unknown) => string {
  const paintState = paintStateCell(style);
  const { paint } = style;
  return (text, value) => {
    if (value === "missing" || value === "unknown") return paint.yellow(text);
    if (value === ACTION_WORDS.skip) return paint.dim(text);
    if (typeof value === "string" && /^(new|resume|run again|clear) [!?]$/.test(value))
      return paint.yellow(text);
    return paintState(text, value);
  };
}
