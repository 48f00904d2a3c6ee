import type { BackfillState } from "../../../protocol/backfill.ts";
import type { DagSpec } from "../../../protocol/dag.ts";
import type { BackfillRecord } from "../../../protocol/history.ts";
import { countOf, formatNumber } from "./number.ts";
import { intervalStateCell, paintStateCell } from "./state-cells.ts";
import type { Style } from "./style.ts";
import { renderTable } from "./table.ts";
import { withoutZeros } from "./without-zeros.ts";

/** A backfill, and what became of it. */
export interface ShownBackfill extends BackfillRecord {
  readonly state: BackfillState;
}

/** Backfills, one line for each. Columns that would be empty, or are less needed than their room, are left out. */
export function backfillTable(
  backfills: readonly ShownBackfill[],
  dags: readonly DagSpec[],
  { width, style }: { readonly width: number; readonly style: Style },
): string {
  const rows = backfills.map((backfill) => {
    const { backfillId, dagId, from, to, state, counts, createdAt } = backfill;
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return [
      backfillId,
      dagId,
      `${from} to ${to}`,
      intervalStateCell(state, style),
      `${formatNumber(counts.success)}/${formatNumber(total)}`,
      counts.failed,
      `${new Date(createdAt).toISOString().slice(0, 16).replace("T", " ")}Z`,
      optionsText(
        backfill,
        dags.find(({ id }) => id === dagId),
      ),
    ];
  });
  const columns = ["id", "dag", "range", "state", "done", "failed", "made", "options"];
  const kept = withoutZeros(columns, rows, ["failed", "options"]);
  const narrow = { whole: ["range", "state"], spare: ["options", "made"] };
  return renderTable({ ...kept, ...narrow, width, style, paintCell: paintStateCell(style) });
}

/** What was asked for besides the range: `failed, newest first, 3 tasks, 2 at a time, stops on failure`. */
export function optionsText(
  { policy, order, taskIds, maxActiveRuns, stopOnFailure, params }: BackfillRecord,
  dag: DagSpec | undefined,
): string | undefined {
  const defaults = dag?.params ?? {};
  const own = Object.entries(params).filter(
    ([name, value]) => JSON.stringify(defaults[name]?.default) !== JSON.stringify(value),
  );
  const parts = [
    ...(policy === "missing" ? [] : [`policy ${policy}`]),
    ...(order === "asc" ? [] : ["newest first"]),
    ...(taskIds === null || taskIds.length === dag?.tasks.length ? [] : [countOf(taskIds.length, "task")]),
    ...(maxActiveRuns === null ? [] : [`${formatNumber(maxActiveRuns)} at a time`]),
    ...(stopOnFailure ? ["stops on failure"] : []),
    ...own.map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}
