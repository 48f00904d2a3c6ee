import type { StatementResult } from "../warehouse.ts";
import type { PgResult, PgSession } from "./session.ts";
import { toParameter } from "./values.ts";

/** One statement by the extended protocol when it has values, else by the simple one. Throws pg's errors. */
export async function runQuery(
  session: PgSession,
  sql: string,
  values: readonly unknown[] = [],
): Promise<StatementResult> {
  const results = await run(session, sql, values);
  return results.at(-1) ?? { command: "", rowCount: 0, columns: [], rows: [] };
}

/** All statements of a text in one message; one result each. Throws pg's errors. */
export function runScript(session: PgSession, sql: string): Promise<StatementResult[]> {
  return run(session, sql, []);
}

async function run(session: PgSession, sql: string, values: readonly unknown[]): Promise<StatementResult[]> {
  // pg keeps only the first word of `CREATE TABLE`; the whole tag is in the protocol's own message.
  const tags: string[] = [];
  const onComplete = (message: { readonly text: string }) => tags.push(message.text);
  session.connection.on("commandComplete", onComplete);
  try {
    const answer = await session.query({ text: sql, values: values.map(toParameter), rowMode: "array" });
    const results = (Array.isArray(answer) ? answer : [answer]) as PgResult[];
    // A text without statements gives one result that no command completed.
    return results.slice(0, tags.length).map((result, index) => toStatementResult(result, tags[index] ?? ""));
  } finally {
    session.connection.off("commandComplete", onComplete);
  }
}

function toStatementResult(result: PgResult, tag: string): StatementResult {
  return {
    command: tag.replace(/(?: \d+)+$/, ""),
    rowCount: result.rowCount ?? 0,
    columns: result.fields.map((field) => field.name),
    rows: result.rows,
  };
}
