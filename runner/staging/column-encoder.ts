import type { Column } from "../connections/warehouse.ts";
import type { CopyWriter } from "./copy-writer.ts";
import { encodeBoolean } from "./encode-boolean.ts";
import { jsonEncoder } from "./encode-json.ts";
import { floatEncoder, integerEncoder, numericEncoder } from "./encode-number.ts";
import { textEncoder } from "./encode-text.ts";
import { timeEncoder } from "./encode-time.ts";
import { encodeUuid } from "./encode-uuid.ts";

export interface EncodeOptions {
  readonly timeFormat: "auto" | "epochsecs" | "epochmillisecs";
  readonly emptyAsNull: boolean;
  readonly blanksAsNull: boolean;
  readonly truncateColumns: boolean;
}

/** Returned by an encoder whose value becomes NULL. What it has written is taken back. */
export const AS_NULL = "\0null";

/**
 * Appends a value (never null or missing) to a row in COPY's text format, or returns why it cannot be stored, as
 * the end of a sentence that begins with the value. `kind` is one of the record parser's.
 */
export type Encode = (
  source: Buffer,
  kind: number,
  start: number,
  end: number,
  out: CopyWriter,
) => string | undefined;

const TYPE = /^([a-z" ]+?)(?:\((-?\d+)(?:,(-?\d+))?\))?( with(?:out)? time zone)?$/;

/** The encoder for a column's type, as the server names it. Types it does not know get the value's text. */
export function columnEncoder(column: Column, options: EncodeOptions): Encode {
  const match = TYPE.exec(column.type);
  const name = `${match?.[1] ?? column.type}${match?.[4] ?? ""}`;
  const size = match?.[2] === undefined ? undefined : Number(match[2]);
  switch (name) {
    case "smallint":
      return integerEncoder("smallint", 5);
    case "integer":
      return integerEncoder("integer", 10);
    case "bigint":
      return integerEncoder("bigint", 19);
    case "numeric":
      return numericEncoder(column.type, size, Number(match?.[3] ?? 0));
    case "real":
    case "double precision":
      return floatEncoder(name);
    case "boolean":
      return encodeBoolean;
    case "date":
    case "timestamp without time zone":
    case "timestamp with time zone":
      return timeEncoder(
        name === "date" ? "date" : name.endsWith("with time zone") ? "timestamptz" : "timestamp",
        options.timeFormat,
      );
    case "json":
    case "jsonb":
      return jsonEncoder(name);
    case "uuid":
      return encodeUuid;
    case "character varying":
    case "character":
      return textEncoder({ ...options, maxLength: size ?? Number.POSITIVE_INFINITY, type: column.type });
    default:
      return textEncoder({ ...options, maxLength: Number.POSITIVE_INFINITY, type: column.type });
  }
}
