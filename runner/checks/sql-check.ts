import { z } from "zod";
import type { SqlCheckParams } from "../../protocol/checks/sql-check.ts";
import { UserError } from "../../protocol/user-error.ts";
import { locateSqlErrors } from "../loads/locate-sql-error.ts";
import { positionInSql } from "../loads/position-in-sql.ts";
import { readSelect, type SelectStatement } from "../loads/select-statement.ts";
import type { Check } from "./check.ts";
import { sameValue, valueText } from "./value.ts";

const params = z.strictObject({
  sql: z.string().min(1),
  expect: z.union([z.string(), z.number(), z.boolean(), z.null()]),
});

/** The one value of a query. */
export const sqlCheck: Check<SqlCheckParams> = {
  kind: "sqlCheck",
  params,
  sqlParams: ["sql"],
  defaultName: (params) => `sqlCheck ${params.sql.replace(/\s+/g, " ").trim()}`,
  async evaluate(params, context) {
    const select = readSelect(await context.sql(params.sql, "sql"));
    const expected =
      typeof params.expect === "string" ? context.render(params.expect, "expect") : params.expect;
    const result = await locateSqlErrors({ ...select, line: 1 }, () => context.query(select.text));
    const [row] = result.rows;
    if (row === undefined || row.length === 0) throw noValue(select);
    return {
      outcome: sameValue(row[0], expected) ? "pass" : "fail",
      observed: valueText(row[0]),
      expected: valueText(expected),
      sql: select.text,
    };
  },
};

function noValue(select: SelectStatement): UserError {
  const position = positionInSql(select.source, select.offset);
  return new UserError({
    code: "check-without-value",
    message: "The check's query gave no row, so there is no value to compare.",
    next: "Let it always give one row with one value, for example with count(*) or max(…).",
    ...(position && { position }),
  });
}
