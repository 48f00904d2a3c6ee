import type { EncodeOptions } from "../../runner/staging/column-encoder.ts";
import { CopyWriter } from "../../runner/staging/copy-writer.ts";
import { mapColumns } from "../../runner/staging/map-columns.ts";
import { createRecordParser } from "../../runner/staging/record-parser.ts";
import { createRowEncoder, type RowProblem } from "../../runner/staging/row-encoder.ts";

export const DEFAULTS: EncodeOptions = {
  timeFormat: "auto",
  emptyAsNull: false,
  blanksAsNull: false,
  truncateColumns: false,
};

export interface OneColumn extends Partial<EncodeOptions> {
  readonly nullable?: boolean;
}

/** The COPY field of a record `{"v": <json>}` in a column of the type, or why there is none. */
export function encodeOne(type: string, json: string | Buffer, column: OneColumn = {}): string | RowProblem {
  const { nullable = true, ...options } = column;
  const mapped = mapColumns("t", [{ name: "v", type, nullable, hasDefault: false }], undefined, {
    kind: "auto",
    ignoreCase: false,
  });
  const parser = createRecordParser(mapped.tree);
  const encoder = createRowEncoder(parser, mapped, { ...DEFAULTS, ...options }, "text");
  const bytes = Buffer.concat([Buffer.from('{"v":'), Buffer.from(json as string), Buffer.from("}")]);
  if (parser.parse(bytes, 0, bytes.length) !== 0) throw new Error(`not JSON: ${json}`);
  const out = new CopyWriter("text");
  const problem = encoder.encode(bytes, 0, bytes.length, out);
  if (problem !== undefined) return problem;
  return out.take().toString().replace(/\n$/, "");
}
