import type { CheckRecord } from "../../protocol/history.ts";
import { badChecks } from "./render/check-line.ts";
import { shellWord } from "./suggest.ts";

/**
 * The words that evaluate the failed checks of a run again and show the rows behind them, or what they found in other
 * runs where there are no such rows; undefined when none failed.
 */
export function checkCommand(
  dagId: string,
  /** The `--date` that means the run. */
  date: string,
  checks: readonly CheckRecord[],
): string | undefined {
  const bad = badChecks(checks);
  const [first] = bad;
  if (first === undefined) return undefined;
  const tasks = [...new Set(bad.map(({ taskId }) => taskId))].join(",");
  const which = bad.length === 1 ? `--name ${shellWord(first.name)}` : `--task ${shellWord(tasks)}`;
  const hasRows = bad.some(({ outcome, failing }) => outcome === "error" || failing !== undefined);
  return `check ${shellWord(dagId)} ${which} ${hasRows ? `--date ${date} --rows` : "--history"}`;
}
