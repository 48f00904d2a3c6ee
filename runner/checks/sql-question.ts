import type { SqlStatementParams } from "../../protocol/checks/sql.ts";
import { counted } from "../../protocol/text/counted.ts";
import { UserError } from "../../protocol/user-error.ts";
import { positionInSql } from "../loads/position-in-sql.ts";
import { type AuthorQuery, readAuthorQuery } from "./author-query.ts";
import type { CheckContext, Finding } from "./check.ts";
import { expectationText, isAsExpected, renderExpectation } from "./sql-expectation.ts";
import { numberOf, shownValue } from "./value.ts";

/** A query with what is expected of it. */
export interface SqlQuestion {
  /** The query, restricted by the author's condition. */
  readonly sql: string;
  ask(): Promise<Finding>;
}

/** `param` is the path of the parameter that has the SQL. */
export async function readQuestion(
  { sql, expect, noRows }: Omit<SqlStatementParams, "name">,
  param: string,
  where: string | undefined,
  context: CheckContext,
): Promise<SqlQuestion> {
  const query = await readAuthorQuery(sql, param, where, context);
  if (noRows) return { sql: query.sql, ask: () => countRows(query, context) };
  const expected = renderExpectation(expect ?? null, context);
  return {
    sql: query.sql,
    async ask() {
      const [row] = (await query.ask((sql) => context.query(sql))).rows;
      if (row === undefined || row.length === 0) throw noValue(query);
      const value = numberOf(row[0]);
      return {
        observed: shownValue(row[0]),
        expected: expectationText(expected),
        ...(value !== undefined && { value }),
        failed: isAsExpected(row[0], expected) ? 0 : 1,
      };
    },
  };
}

async function countRows(query: AuthorQuery, context: CheckContext): Promise<Finding> {
  const around = { before: "SELECT count(*) FROM (", after: ") AS broken" };
  const { rows } = await query.ask((sql) => context.query(sql), around);
  const count = Number(rows[0]?.[0]);
  return { observed: counted(count, "row"), expected: "no rows", value: count, failed: count };
}

function noValue({ select }: AuthorQuery): UserError {
  const position = positionInSql(select.source, select.offset);
  return new UserError({
    code: "check-without-value",
    message: "The check's query gave no row, so there is no value to compare.",
    next: "Let it always give one row with one value, for example with count(*) or max(…).",
    ...(position && { position }),
  });
}
