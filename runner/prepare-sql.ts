import type { Json } from "../protocol/json.ts";
import type { DataInterval } from "../protocol/run.ts";
import { intervalLabeler } from "../protocol/text/interval-label.ts";
import { UserError } from "../protocol/user-error.ts";
import type { Warehouse } from "./connections/warehouse.ts";
import type { RenderedText } from "./core/rendered-sql.ts";
import { renderedText } from "./core/rendered-sql.ts";
import { hasTemplate, renderPieces } from "./core/templates/render.ts";
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
  /** The same, with the places of its parts in the text that was given. */
  readonly rendered: RenderedText;
  /** The interval that templates are filled from, in words; null without one. */
  readonly label: string | null;
  /** Where its unqualified names are looked up; undefined for the warehouse's own order. */
  searchPath(warehouse: Warehouse): Promise<readonly string[] | undefined>;
}

/** Makes a user's SQL ready to run as a task of the DAG would run it. Throws UserErrors. */
export async function prepareSql(session: Session, request: SqlRequest): Promise<PreparedSql> {
  const { text, file, dagId, date } = request;
  const place = { what: "the statement", ...(file !== undefined && { file }) };
  if (dagId === undefined) {
    if (date === undefined && hasTemplate(text)) throw needsInterval();
    const interval = date === undefined ? undefined : utcDay(date);
    const rendered = renderedText(
      interval === undefined
        ? [{ text, offset: 0, isVerbatim: true }]
        : renderPieces(text, variablesOf("sql", interval), place),
    );
    const label = interval === undefined ? null : intervalLabeler("UTC")(interval);
    return { text: rendered.text, rendered, label, searchPath: async () => undefined };
  }
  const dag = await session.dag(dagId);
  const interval = runInterval(dag, date === undefined ? {} : { date }, session.now());
  const { id: runId, params } = runOfInterval(dag, interval, session.history());
  const rendered = renderedText(renderPieces(text, variablesOf(dag.id, interval, { runId, params }), place));
  return {
    text: rendered.text,
    rendered,
    label: intervalLabeler(dag.timezone)(interval),
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
