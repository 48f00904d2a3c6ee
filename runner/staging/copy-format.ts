import type { Column } from "../connections/warehouse.ts";
import { parseType, valueType } from "./column-type.ts";

/** COPY's formats, as Postgres's documentation of it describes them. */
export type CopyFormat = "text" | "binary";

/** Signature, no flags, no extension. */
export const HEADER = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
export const TRAILER = Buffer.from([0xff, 0xff]);

/**
 * Types that are written in binary. Not among them: numeric, whose digits would have to be put into groups of four; real,
 * where a decimal number would be rounded twice; and all that the server alone knows how to read.
 */
const BINARY: ReadonlySet<string> = new Set([
  "smallint",
  "integer",
  "bigint",
  "double precision",
  "boolean",
  "date",
  "timestamp without time zone",
  "timestamp with time zone",
  "json",
  "jsonb",
  "uuid",
  "text",
  "character varying",
  "character",
]);

/** Binary where all columns can have it: the server then needs a third less of the processor's time. */
export function copyFormat(columns: readonly Column[]): CopyFormat {
  return columns.every((column) => BINARY.has(parseType(valueType(column)).name)) ? "binary" : "text";
}
