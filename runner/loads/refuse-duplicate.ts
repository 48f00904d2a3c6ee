import type { DataInterval } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { Transaction } from "../connections/warehouse.ts";
import type { TryIdentity } from "../operators/operator.ts";
import { type EarlierLoad, earlierLoads } from "./ledger.ts";
import { readSql } from "./read-sql.ts";
import type { Target } from "./target.ts";

/**
 * Throws a UserError when this task has put rows of this interval into the table before, and holds a lock to
 * the end of the transaction, so that of two appends at the same time the second one is refused. Loads that
 * inserted nothing do not count: repeating them duplicates nothing.
 */
export async function refuseDuplicate(
  tx: Transaction,
  target: Target,
  identity: TryIdentity,
  interval: DataInterval,
  repeatableMode: string,
): Promise<void> {
  const { dagId, taskId } = identity;
  const name = JSON.stringify(["millrace append", target.sql, dagId, taskId, interval.start, interval.end]);
  await tx.query(readSql("locks/exclusive"), [[name]]);
  const loads = await earlierLoads(tx, { dagId, taskId, table: target.sql, interval });
  const earlier = rowsStillThere(loads);
  if (earlier !== undefined) throw wouldDuplicate(target, interval, earlier, repeatableMode);
}

/** The newest load that inserted rows, unless a later one has replaced them. Newest first. */
function rowsStillThere(loads: readonly EarlierLoad[]): EarlierLoad | undefined {
  const replaced = loads.findIndex(
    (load) => load.mode === "replaceInterval" || load.mode === "truncateInsert",
  );
  const sinceThen = replaced < 0 ? loads : loads.slice(0, replaced + 1);
  return sinceThen.find((load) => load.inserted > 0);
}

function wouldDuplicate(
  target: Target,
  interval: DataInterval,
  earlier: EarlierLoad,
  repeatableMode: string,
): UserError {
  return new UserError({
    code: "would-duplicate",
    message:
      `${target.written} was already loaded for ${interval.start} – ${interval.end}: run ${earlier.runId} ` +
      `inserted ${earlier.inserted} rows at ${earlier.loadedAt}. Appending them again would duplicate them.`,
    next: `Use ${repeatableMode}, which can be repeated, or set \`allowDuplicates: true\` to append again.`,
  });
}
