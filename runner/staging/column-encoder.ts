import type { Column } from "../connections/warehouse.ts";
import { parseType, valueType } from "./column-type.ts";
import type { CopyFormat } from "./copy-format.ts";
import type { CopyWriter } from "./copy-writer.ts";
import { encodeBoolean } from "./encode-boolean.ts";
import { jsonEncoder } from "./encode-json.ts";
import { doubleEncoder, integerEncoder, numericEncoder, realEncoder } from "./encode-number.ts";
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
 * Appends a value (never null or missing) to a row in the writer's format, or returns why it cannot be stored, as
 * the end of a sentence that begins with the value. `kind` is one of the record parser's.
 */
export type Encode = (
  source: Buffer,
  kind: number,
  start: number,
  end: number,
  out: CopyWriter,
) => string | undefined;

/** The encoder for the type of a column's values. Types it does not know get the value's text. */
export function columnEncoder(column: Column, options: EncodeOptions, format: CopyFormat): Encode {
  const type = valueType(column);
  const { name, size, scale } = parseType(type);
  switch (name) {
    case "smallint":
    case "integer":
    case "bigint":
      return integerEncoder(name, format);
    case "numeric":
      return numericEncoder(type, size, scale ?? 0);
    case "real":
      return realEncoder;
    case "double precision":
      return doubleEncoder(format);
    case "boolean":
      return encodeBoolean;
    case "date":
      return timeEncoder("date", options.timeFormat, format);
    case "timestamp without time zone":
      return timeEncoder("timestamp", options.timeFormat, format);
    case "timestamp with time zone":
      return timeEncoder("timestamptz", options.timeFormat, format);
    case "json":
    case "jsonb":
      return jsonEncoder(name);
    case "uuid":
      return encodeUuid;
    case "character varying":
    case "character":
      return textEncoder({ ...options, maxLength: size ?? Number.POSITIVE_INFINITY, type });
    default:
      return textEncoder({ ...options, maxLength: Number.POSITIVE_INFINITY, type });
  }
}
