import type { Transaction } from "../connections/warehouse.ts";
import { readSql } from "../loads/read-sql.ts";
import type { TryIdentity } from "../operators/operator.ts";
import type { Reject } from "./rejects.ts";

/** Keeps rejects in `millrace.rejects`, which is made if it is not there. `table` is as the author wrote it. */
export async function recordRejects(
  tx: Transaction,
  identity: TryIdentity,
  table: string,
  rejects: readonly Reject[],
): Promise<void> {
  if (rejects.length === 0) return;
  if (!(await exists(tx))) {
    // The lock that Millrace's own schema is made under: CREATE SCHEMA IF NOT EXISTS fails when it races.
    await tx.lockForLoad({ schema: "millrace", name: "migrations" });
    if (!(await exists(tx))) await tx.script(readSql("rejects"));
  }
  const { tryId, dagId, taskId, runId } = identity;
  const texts = (of: (reject: Reject) => string | null) => rejects.map((reject) => storable(of(reject)));
  await tx.query(readSql("record-rejects"), [
    tryId,
    dagId,
    taskId,
    runId,
    table,
    texts((reject) => reject.file),
    rejects.map((reject) => reject.place.line),
    texts((reject) => reject.column),
    texts((reject) => reject.value),
    texts((reject) => reject.reason),
    texts((reject) => reject.record),
  ]);
}

async function exists(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.query("SELECT to_regclass('millrace.rejects') IS NOT NULL");
  return rows[0]?.[0] === true;
}

/** Postgres stores no NUL, and an excerpt may have been cut inside a surrogate pair. */
function storable(text: string | null): string | null {
  return text === null ? null : text.replaceAll("\0", "\uFFFD").toWellFormed();
}
