import { isUtf8 } from "node:buffer";
import type { Column } from "../connections/warehouse.ts";
import { AS_NULL, columnEncoder, type EncodeOptions } from "./column-encoder.ts";
import type { CopyFormat } from "./copy-format.ts";
import type { CopyWriter } from "./copy-writer.ts";
import type { MappedColumns } from "./map-columns.ts";
import type { RecordParser } from "./record-parser.ts";
import { MISSING, NULL } from "./value-kinds.ts";
import { isString, valueText } from "./value-text.ts";

/** Why a record cannot be a row, and at which column when it is one column's fault. */
export interface RowProblem {
  readonly column: string | null;
  readonly value: string | null;
  readonly reason: string;
}

export interface RowEncoder {
  /** Appends the record that the parser has just read as a row, or appends nothing and says why. `out` has the format. */
  encode(bytes: Buffer, start: number, end: number, out: CopyWriter): RowProblem | undefined;
  /** Columns for which no record so far had a field, not even with null. */
  unseenColumns(): readonly string[];
}

const VALUE_CHARACTERS = 200;

/** Compiles the columns' encoders, once per load. A field that is missing is NULL, as in Redshift's COPY. */
export function createRowEncoder(
  parser: RecordParser,
  mapped: MappedColumns,
  options: EncodeOptions,
  format: CopyFormat,
): RowEncoder {
  const { columns, tree } = mapped;
  const encoders = columns.map((column) => columnEncoder(column, options, format));
  const slots = Int32Array.from(tree.slots);
  const notNull = columns.map((column) => !column.nullable);
  const seen = new Uint8Array(columns.length);
  const { kinds, starts, ends } = parser;

  function problem(column: number, bytes: Buffer, reason: string): RowProblem {
    const slot = slots[column] as number;
    const kind = kinds[slot] as number;
    const value = kind <= NULL ? null : excerpt(bytes, kind, starts[slot] as number, ends[slot] as number);
    return { column: columns[column]?.name ?? null, value, reason };
  }

  function invalidText(bytes: Buffer): RowProblem {
    const reason = "not valid UTF-8";
    const column = slots.findIndex((slot) => {
      const kind = kinds[slot] as number;
      return kind !== MISSING && !isUtf8(bytes.subarray(starts[slot], ends[slot]));
    });
    return column === -1 ? { column: null, value: null, reason } : problem(column, bytes, `is ${reason}`);
  }

  return {
    encode(bytes, start, end, out) {
      if (parser.hasNonAscii && !isUtf8(bytes.subarray(start, end))) return invalidText(bytes);
      const rowStart = out.position;
      out.beginRow(encoders.length);
      for (let i = 0; i < encoders.length; i++) {
        const slot = slots[i] as number;
        const kind = kinds[slot] as number;
        let reason: string | undefined = AS_NULL;
        const fieldStart = out.beginField(i);
        if (kind !== MISSING) seen[i] = 1;
        if (kind > NULL) {
          reason = (encoders[i] as (typeof encoders)[number])(
            bytes,
            kind,
            starts[slot] as number,
            ends[slot] as number,
            out,
          );
        }
        if (reason === undefined) {
          out.endField(fieldStart);
          continue;
        }
        if (reason === AS_NULL && !notNull[i]) {
          out.nullField(fieldStart, i);
          continue;
        }
        out.position = rowStart;
        if (reason !== AS_NULL) return problem(i, bytes, reason);
        return problem(
          i,
          bytes,
          kind === MISSING ? missing(columns[i]) : "is NULL, and the column is NOT NULL",
        );
      }
      out.endRow();
      return undefined;
    },
    unseenColumns: () => columns.filter((_, index) => seen[index] === 0).map((column) => column.name),
  };
}

function missing(column: Column | undefined): string {
  const reason = "is missing, and the column is NOT NULL";
  return column?.hasDefault
    ? `${reason}; it gets its default when \`columns\` lists the others only`
    : reason;
}

/** A value for people, in one piece and not too long; strings keep their quotes, so that "" can be seen. */
function excerpt(bytes: Buffer, kind: number, start: number, end: number): string {
  const cut = Math.min(end, start + VALUE_CHARACTERS * 4);
  const written = bytes.toString("utf8", start, cut);
  // An escape must not be cut in the middle, so a long text stays as it is written.
  const text = !isString(kind)
    ? written
    : cut === end && isUtf8(bytes.subarray(start, end))
      ? JSON.stringify(valueText(bytes, kind, start, end))
      : `"${written}"`;
  return text.length > VALUE_CHARACTERS ? `${text.slice(0, VALUE_CHARACTERS)}…` : text;
}
