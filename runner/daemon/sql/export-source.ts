import type { ParamsOf, ResultOf } from "../../../protocol/rpc/message.ts";
import type { exportSql } from "../../../protocol/rpc/sql.ts";
import type { OpenResult } from "../../connections/warehouse.ts";
import type { HandlerContext } from "../handler.ts";
import { openSession } from "./execute-source.ts";
import { ROW_WRITERS } from "./export-formats.ts";
import { writeNewFile } from "./new-file.ts";
import { readSource } from "./read-source.ts";
import { noStatement, oneStatement, queryCancelled, withoutRows } from "./sql-errors.ts";

/** Why an export's session only reads. */
const REASON = "an export runs the statement again, and must not change anything a second time";

/** Rows that are asked for at a time: few until it is known how large they are. */
const FIRST_ROWS = 10;
const MOST_ROWS = 2_000;
const CHARACTERS_AT_ONCE = 2_000_000;

/** Runs a statement and writes its rows to a file as they come. */
export async function exportSource(
  { session }: HandlerContext,
  { source, connection, format, file }: ParamsOf<typeof exportSql>,
  signal: AbortSignal,
): Promise<ResultOf<typeof exportSql>> {
  const ready = await readSource(session, source);
  const [statement, second] = ready.statements;
  if (statement === undefined) throw noStatement();
  if (second !== undefined) throw oneStatement();
  const opened = await openSession(session, ready, connection, { signal, readOnly: REASON });
  try {
    const result = await opened.open(statement.text, statement.values);
    if (result.columns.length === 0) throw withoutRows();
    const writer = ROW_WRITERS[format](result.columns);
    let rows = 0;
    const bytes = await writeNewFile(file, async (output) => {
      await output.write(writer.start);
      for await (const row of rowsOf(result)) {
        await output.write(writer.row(row, rows));
        rows += 1;
      }
      await output.write(writer.end(rows));
      if (signal.aborted) throw queryCancelled();
    });
    return { rows, bytes, notes: writer.notes };
  } catch (error) {
    throw statement.locate(error);
  } finally {
    await opened.close();
  }
}

/** So many at a time as take a few megabytes. */
async function* rowsOf(result: OpenResult): AsyncGenerator<readonly unknown[]> {
  let size = FIRST_ROWS;
  while (result.hasMore) {
    const rows = await result.read(size);
    yield* rows;
    const length = rows.flat().reduce((sum: number, value) => sum + String(value).length, 0);
    const each = Math.max(1, length / rows.length);
    size = Math.max(1, Math.min(MOST_ROWS, Math.floor(CHARACTERS_AT_ONCE / each)));
  }
}
