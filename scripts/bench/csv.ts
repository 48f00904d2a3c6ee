import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import type { EmbeddedServer } from "../../runner/connections/embedded/embedded-postgres.ts";

type Connection = EmbeddedServer["connection"];

/** Opens one session of the server for `work`. */
export async function withClient<T>(
  connection: Connection,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Writes a table's rows to a CSV file. */
export function exportCsv(connection: Connection, table: string, file: string): Promise<void> {
  return withClient(connection, (client) =>
    pipeline(client.query(copyTo(`COPY ${table} TO STDOUT (FORMAT csv)`)), createWriteStream(file)),
  );
}

/** What stands in for psql where there is none: the same commands over a session of ours. Returns seconds. */
export async function copyCsv(
  connection: Connection,
  setUp: readonly string[],
  table: string,
  file: string,
): Promise<number> {
  const started = performance.now();
  await withClient(connection, async (client) => {
    await client.query("BEGIN");
    for (const statement of setUp) await client.query(statement);
    const target = client.query(copyFrom(`COPY ${table} FROM STDIN (FORMAT csv)`));
    await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), target);
    await client.query("COMMIT");
  });
  return (performance.now() - started) / 1000;
}
