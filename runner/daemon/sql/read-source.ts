import type { SourcePosition } from "../../../protocol/problem.ts";
import type { SqlSource } from "../../../protocol/rpc/sql.ts";
import { parametersOf } from "../../../protocol/sql/parameters.ts";
import { splitStatements } from "../../../protocol/sql/split-statements.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { NumberedText, RenderedText } from "../../core/rendered-sql.ts";
import { numberParameters } from "../../core/rendered-sql.ts";
import { hasTemplate } from "../../core/templates/render.ts";
import { type PreparedSql, prepareSql } from "../../prepare-sql.ts";
import type { Session } from "../../session.ts";
import { inDocument, offsetOfPlace, placeOfOffset } from "./source-position.ts";
import { atPosition, missingValues, noInterval, statementCause } from "./sql-errors.ts";

/** A statement as it is sent. */
export interface ReadyStatement {
  readonly text: string;
  /** For $1, $2, …. */
  readonly values: readonly (string | null)[];
  /** Where it begins in the source's text. */
  readonly offset: number;
  /** The error with its place in the document, where the server has told one. */
  locate(error: unknown): unknown;
}

export interface ReadySource {
  readonly prepared: PreparedSql;
  readonly statements: readonly ReadyStatement[];
}

const RENDERED = { templates: false };

/** Renders a source and puts its parameters apart. Throws UserErrors with their places in the document. */
export async function readSource(session: Session, source: SqlSource): Promise<ReadySource> {
  const prepared = await prepareSource(session, source);
  const { rendered } = prepared;
  // What a template gives is no parameter, whatever it looks like.
  const named = new Set(parametersOf(source.text).map(({ name }) => name));
  const statements = splitStatements(rendered.text, RENDERED).map(({ start, end }) => {
    const own = partOf(rendered, start, end);
    const parameters = parametersOf(own.text, RENDERED).filter(({ name }) => named.has(name));
    const sent = numberParameters(own, parameters);
    return readyStatement(source, sent, valuesOf(source, sent));
  });
  return { prepared, statements };
}

/** Renders only. */
export async function prepareSource(session: Session, source: SqlSource): Promise<PreparedSql> {
  const { text, dagId, date } = source;
  if (dagId === undefined && date === undefined && hasTemplate(text)) throw noInterval();
  try {
    // An empty name stands for the document: the error then has its place apart from its message.
    const file = source.file ?? "";
    return await prepareSql(session, { text, file, ...(dagId && { dagId }), ...(date && { date }) });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== "template-error" || error.position === undefined)
      throw error;
    throw atPosition(error, inDocument(source, error.position));
  }
}

function partOf({ text, sourceOffset }: RenderedText, start: number, end: number): RenderedText {
  return { text: text.slice(start, end), sourceOffset: (offset) => sourceOffset(start + offset) };
}

function readyStatement(
  source: SqlSource,
  sent: NumberedText,
  values: readonly (string | null)[],
): ReadyStatement {
  const positionOf = (offset: number): SourcePosition =>
    inDocument(source, placeOfOffset(source.text, sent.sourceOffset(offset)));
  return {
    text: sent.text,
    values,
    offset: sent.sourceOffset(0),
    locate: (error) => {
      if (!(error instanceof UserError) || error.position !== undefined) return error;
      const place = statementCause(error)?.place;
      return place === undefined ? error : atPosition(error, positionOf(offsetOfPlace(sent.text, place)));
    },
  };
}

function valuesOf(source: SqlSource, { names }: NumberedText): readonly (string | null)[] {
  const { values = {} } = source;
  const missing = names.filter((name) => !Object.hasOwn(values, name));
  const first = parametersOf(source.text).find(({ name }) => missing.includes(name));
  if (first !== undefined)
    throw missingValues(missing, inDocument(source, placeOfOffset(source.text, first.offset)));
  return names.map((name) => values[name] ?? null);
}
