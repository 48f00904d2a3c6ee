import type { Json } from "../protocol/json.ts";
import type { DataInterval } from "../protocol/run.ts";
import { UserError } from "../protocol/user-error.ts";
import type { Warehouse } from "./connections/warehouse.ts";
import { hasTemplate, renderTemplate } from "./core/templates/render.ts";
import { templateVariables } from "./core/templates/variables.ts";
import { makeRunId } from "./engine/run-id.ts";
import { runSearchPath } from "./engine/run-schema.ts";
import { runInterval, utcDay } from "./planning/run-interval.ts";
import { runOfInterval } from "./run-of-interval.ts";
import type { Session } from "./session.ts";

export interface SqlRequest {
  readonly text: string;
  /** The file that the text is of, for errors. */
  readonly file?: string;
  /** Render for this DAG, and see the staging tables of its run. */
  readonly dagId?: string;
  /** Render for the interval of this day or time; without a DAG, for a UTC day. */
  readonly date?: string;
}

export interface PreparedSql {
  /** Rendered. */
  readonly text: string;
  /** Where its unqualified names are looked up; undefined for the warehouse's own order. */
  searchPath(warehouse: Warehouse): Promise<readonly string[] | undefined>;
}

/** Makes a user's SQL ready to run as a task of the DAG would run it. Throws UserErrors. */
export async function prepareSql(session: Session, request: SqlRequest): Promise<PreparedSql> {
  const { text, file, dagId, date } = request;
  const place = { what: "the statement", ...(file && { file }) };
  if (dagId === undefined) {
    if (date === undefined && hasTemplate(text)) throw needsInterval();
    const rendered =
      date === undefined ? text : renderTemplate(text, variablesOf("sql", utcDay(date)), place);
    return { text: rendered, searchPath: async () => undefined };
  }
  const dag = await session.dag(dagId);
  const interval = runInterval(dag, date === undefined ? {} : { date }, session.now());
  const { id: runId, params } = runOfInterval(dag, interval, session.history());
  return {
    text: renderTemplate(text, variablesOf(dag.id, interval, { runId, params }), place),
    searchPath: (warehouse) => runSearchPath(warehouse, runId),
  };
}

function variablesOf(
  dagId: string,
  interval: DataInterval,
  run: { runId?: string; params?: Readonly<Record<string, Json>> } = {},
): ReturnType<typeof templateVariables> {
  const { runId = makeRunId(dagId, "manual", interval), params = {} } = run;
  return templateVariables({ dagId, taskId: "sql", runId, kind: "manual", tryNumber: 1, interval, params });
}

function needsInterval(): UserError {
  return new UserError({
    code: "no-interval",
    message: "The statement has template fields, and no interval to fill them from.",
    next: "Give --date, and --dag for a DAG's schedule and parameters.",
  });
}
