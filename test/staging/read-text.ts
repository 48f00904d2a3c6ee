import { buildFieldTree } from "../../runner/staging/field-tree.ts";
import { createRecordParser } from "../../runner/staging/record-parser.ts";
import { createRecordReader } from "../../runner/staging/record-reader.ts";

/** Everything that a record reader says of some bytes, in order: records as `line:text`, problems as `line!reason`. */
export function readAll(
  bytes: Buffer,
  chunkSizes: readonly number[] = [bytes.length],
  limit?: number,
): string[] {
  const said: string[] = [];
  const reader = createRecordReader(
    createRecordParser(buildFieldTree([], false)),
    {
      record: (source, start, end, line) => {
        said.push(`${line}:${source.toString("utf8", start, end)}`);
      },
      reject: (_raw, { line }, reason) => said.push(`${line}!${reason}`),
      broken: (_raw, { line }, reason) => said.push(`${line}!!${reason}`),
    },
    limit,
  );
  let from = 0;
  for (let i = 0; from < bytes.length; i++) {
    const size = Math.max(chunkSizes[i % chunkSizes.length] ?? 1, 1);
    reader.push(bytes.subarray(from, from + size));
    from += size;
  }
  reader.finish();
  return said;
}
