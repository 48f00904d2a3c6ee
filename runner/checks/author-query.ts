import type { StatementResult } from "../connections/warehouse.ts";
import { locateSqlErrors } from "../loads/locate-sql-error.ts";
import { lineAndColumn } from "../loads/position-in-sql.ts";
import { readSelect, type SelectStatement } from "../loads/select-statement.ts";
import type { CheckContext } from "./check.ts";
import { locatingCondition, renderCondition, whereClause } from "./condition.ts";

/** A SELECT that an author has written, of whose rows an author's condition leaves some. */
export interface AuthorQuery {
  /** One SELECT. */
  readonly sql: string;
  readonly select: SelectStatement;
  /**
   * Runs it, or `around` with it in a line of its own (`SELECT count(*) FROM (`, `) AS rows`). Errors tell the place
   * in the author's file, text or condition.
   */
  ask(
    run: (sql: string) => Promise<StatementResult>,
    around?: { readonly before: string; readonly after: string },
  ): Promise<StatementResult>;
}

/** Reads the SQL of a parameter. `param` is its path, `where` the condition as its author wrote it. */
export async function readAuthorQuery(
  text: string,
  param: string,
  where: string | undefined,
  context: CheckContext,
): Promise<AuthorQuery> {
  const select = readSelect(await context.sql(text, param));
  const condition = where === undefined ? undefined : renderCondition(where, context);
  const sql =
    condition === undefined
      ? select.text
      : `SELECT * FROM (\n${select.text}\n) AS query${whereClause(condition)}`;
  const lines = lineAndColumn(select.text, select.text.length).line;
  const ownLine = condition === undefined ? 1 : 2;
  return {
    sql,
    select,
    ask(run, around) {
      const statement = around === undefined ? sql : `${around.before}\n${sql}\n${around.after}`;
      const line =
        around === undefined ? ownLine : ownLine + lineAndColumn(around.before, around.before.length).line;
      return locatingCondition(statement, condition, () =>
        locateSqlErrors({ ...select, line, lines, name: `\`${param}\`` }, () => run(statement)),
      );
    },
  };
}
