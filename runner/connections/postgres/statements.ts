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
  return results.at(-1) ?? NO_STATEMENT;
}

/** One statement by the extended protocol, with which the server refuses a text of several. Throws pg's errors. */
export async function runSingle(
  session: PgSession,
  sql: string,
  values: readonly unknown[] = [],
): Promise<StatementResult> {
  const results = await run(session, sql, values, { queryMode: "extended" });
  return results.at(-1) ?? NO_STATEMENT;
}

/** All statements of a text in one message; one result each. Throws pg's errors. */
export function runScript(session: PgSession, sql: string): Promise<StatementResult[]> {
  return run(session, sql, []);
}

const NO_STATEMENT: StatementResult = { command: "", rowCount: 0, columns: [], rows: [] };

async function run(
  session: PgSession,
  sql: string,
  values: readonly unknown[],
  mode: { readonly queryMode?: "extended" } = {},
): Promise<StatementResult[]> {
  // pg keeps only the first word of `CREATE TABLE`; the whole tag is in the protocol's own message.
  const tags: string[] = [];
  const onComplete = (message: { readonly text: string }) => tags.push(message.text);
  session.connection.on("commandComplete", onComplete);
  try {
    const text = { text: sql, values: values.map(toParameter), rowMode: "array" as const };
    const answer = await session.query({ ...text, ...mode });
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
