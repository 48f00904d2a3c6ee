import type { TableView } from "../../../protocol/rpc/runs.ts";
import type { WorkspaceView } from "../../../protocol/rpc/workspace.ts";
import type { CheckOutcome } from "../../../protocol/run.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { checksOf, type DefinedCheck } from "../../checks-of.ts";
import { changeText } from "../../text/change-text.ts";
import { joined } from "../../text/joined.ts";
import { ago, dayAndTime } from "../../text/time.ts";
import { outcomeIcon } from "../../trees/marks.ts";
import { lines } from "../../trees/parts.ts";
import type { RowIcon, TreeRow } from "../../trees/tree-row.ts";
import { checkRow } from "./check-row.ts";

const OTHER = "Other checks";

/**
 * Tables and under each its checks; what fails stands above what warns, that above the rest, else by name. `tables` is
 * undefined as long as nobody has asked for them: the checks are known before.
 */
export function tableRows(
  view: WorkspaceView,
  tables: readonly TableView[] | undefined,
  now: number,
): readonly TreeRow[] {
  const checks = Map.groupBy(checksOf(view), ({ spec }) => spec.tables[0]);
  const byName = new Map((tables ?? []).map((table) => [table.table, table]));
  const names = new Set([...byName.keys(), ...[...checks.keys()].filter((name) => name !== undefined)]);
  const rows = [...names].map((name) => tableRow(name, byName.get(name), checks.get(name) ?? [], now));
  const others = checks.get(undefined) ?? [];
  if (others.length > 0) rows.push(otherRow(others, now));
  return worstFirst(rows).map(({ row }) => row);
}

interface Ranked {
  readonly row: TreeRow;
  readonly rank: number;
  readonly isOther: boolean;
}

function tableRow(
  name: string,
  table: TableView | undefined,
  checks: readonly DefinedCheck[],
  now: number,
): Ranked {
  const { rows, previousRows, loadedAt } = table ?? { rows: null, previousRows: null, loadedAt: null };
  const worst = worstOutcome(checks);
  const change = rows === null || previousRows === null ? undefined : changeText(rows - previousRows);
  const loader =
    table?.dagId == null ? undefined : `${table.dagId}${table.taskId === null ? "" : ` · ${table.taskId}`}`;
  return {
    rank: rankOf(worst),
    isOther: false,
    row: {
      key: `table ${name}`,
      label: name,
      icon: tableIcon(worst),
      spokenState: "table",
      description: joined([
        failingText(checks),
        rows !== null && counted(rows, "row"),
        change,
        loadedAt !== null && ago(loadedAt, now),
      ]),
      tooltip: lines([
        `Table ${name}`,
        rows !== null && `${counted(rows, "row")} after its last load`,
        change !== undefined && `${change} since the run before`,
        loadedAt === null ? "No load of it is known" : `Loaded ${dayAndTime(loadedAt)}`,
        loader !== undefined && `By ${loader}`,
        countsText(checks),
      ]),
      words: [...(checks.length > 0 ? ["table"] : []), "relation", "named"],
      subject: { table: name, name },
      children: { kind: "rows", rows: checkRows(checks, now), isOpen: rankOf(worst) < CALM },
    },
  };
}

function otherRow(checks: readonly DefinedCheck[], now: number): Ranked {
  const worst = worstOutcome(checks);
  return {
    rank: rankOf(worst),
    isOther: true,
    row: {
      key: "other checks",
      label: OTHER,
      icon: worst === undefined ? { icon: "checklist" } : tableIcon(worst, "checklist"),
      description: joined([failingText(checks)]),
      tooltip: lines([OTHER, "Checks whose tables are not known", countsText(checks)]),
      children: { kind: "rows", rows: checkRows(checks, now), isOpen: rankOf(worst) < CALM },
    },
  };
}

function checkRows(checks: readonly DefinedCheck[], now: number): readonly TreeRow[] {
  return checks
    .map((check) => ({ check, rank: rankOf(check.result?.outcome) }))
    .sort((a, b) => a.rank - b.rank || compare(a.check.spec.name, b.check.spec.name))
    .map(({ check }) => checkRow(check, now));
}

const CALM = 3;
const RANKS: Readonly<Record<CheckOutcome, number>> = {
  fail: 0,
  error: 1,
  warn: 2,
  pass: CALM,
  skipped: CALM,
};

function rankOf(outcome: CheckOutcome | undefined): number {
  return outcome === undefined ? CALM : RANKS[outcome];
}

function worstOutcome(checks: readonly DefinedCheck[]): CheckOutcome | undefined {
  const outcomes = checks.flatMap(({ result }) => result?.outcome ?? []);
  return outcomes.toSorted((a, b) => rankOf(a) - rankOf(b))[0];
}

function tableIcon(worst: CheckOutcome | undefined, calm = "table"): RowIcon {
  return rankOf(worst) < CALM ? outcomeIcon(worst) : { icon: calm };
}

function failingText(checks: readonly DefinedCheck[]): string | undefined {
  const count = (rank: (rank: number) => boolean): number =>
    checks.filter(({ result }) => rank(rankOf(result?.outcome))).length;
  const failed = count((rank) => rank < RANKS.warn);
  const warned = count((rank) => rank === RANKS.warn);
  return joined([failed > 0 && `${failed} failed`, warned > 0 && counted(warned, "warning")]);
}

function countsText(checks: readonly DefinedCheck[]): string | undefined {
  if (checks.length === 0) return undefined;
  const open = checks.filter(({ result }) => result === undefined).length;
  const bad = failingText(checks);
  return `${counted(checks.length, "check")}${bad === "" ? "" : `: ${bad}`}${open === 0 ? "" : `, ${open} not evaluated yet`}`;
}

function worstFirst(rows: readonly Ranked[]): readonly Ranked[] {
  return rows.toSorted(
    (a, b) => a.rank - b.rank || Number(a.isOther) - Number(b.isOther) || compare(a.row.label, b.row.label),
  );
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, "en");
}
