import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { embeddedPostgres } from "../runner/connections/embedded/embedded-postgres.ts";
import type { Lake } from "../runner/connections/lake.ts";
import { postgresWarehouse } from "../runner/connections/postgres/postgres-warehouse.ts";
import type { Column, Transaction, Warehouse } from "../runner/connections/warehouse.ts";
import { packageRoot } from "../runner/package-root.ts";
import type { CopyFormat } from "../runner/staging/copy-format.ts";
import { encodeObjects, rowStream } from "../runner/staging/encode-objects.ts";
import { mapColumns } from "../runner/staging/map-columns.ts";

// Measures the ways to get JSON lines into a Postgres table, against psql's \copy of the same rows as CSV.
// The numbers in docs/decisions/json-to-copy.md come from here:
//   node scripts/bench-json-to-copy.ts [folder of JSON-lines files] [copies] [rounds]

const FIELDS = [
  ["artist", "text"],
  ["auth", "text"],
  ["firstName", "text"],
  ["gender", "text"],
  ["itemInSession", "integer"],
  ["lastName", "text"],
  ["length", "double precision"],
  ["level", "text"],
  ["location", "text"],
  ["method", "text"],
  ["page", "text"],
  ["registration", "timestamp without time zone"],
  ["sessionId", "integer"],
  ["song", "text"],
  ["status", "integer"],
  ["ts", "timestamp without time zone"],
  ["userAgent", "text"],
  ["userId", "text"],
] as const;
const COLUMNS: readonly Column[] = FIELDS.map(([name, type]) => ({
  name: name.toLowerCase(),
  type,
  nullable: true,
  hasDefault: false,
}));
const NAMES = COLUMNS.map((column) => column.name);
const EVENTS = { schema: null, name: "events" };
const CHUNK = 256 * 1024;
/** Encoded pieces that a worker may have under way. */
const WINDOW = 16;

interface Slice {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly format: CopyFormat;
}

interface Way {
  readonly name: string;
  run(): Promise<number>;
}

async function main(): Promise<void> {
  const [
    ,
    ,
    source = path.join(packageRoot(), "../shared/data/sparkify/log_data"),
    copies = "62",
    rounds = "5",
  ] = process.argv;
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-bench-"));
  try {
    await chmod(folder, 0o711);
    const file = path.join(folder, "events.json");
    const rows = await replicate(source, Number(copies), file);
    await measureOnServer(folder, file, rows, Number(rounds));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureOnServer(folder: string, file: string, rows: number, rounds: number): Promise<void> {
  const server = await embeddedPostgres({ folder: path.join(folder, "server") });
  const warehouse = postgresWarehouse({ name: "bench", ...server.connection });
  try {
    console.log(`${rows} rows, ${((await stat(file)).size / 1e6).toFixed(0)} MB of JSON lines`);
    const types = COLUMNS.map(({ name, type }) => `${name} ${type}`).join(", ");
    await warehouse.query(`CREATE TABLE events (${types})`);
    await measure(await waysOf(warehouse, server.connection, file, folder), rows, rounds);
  } finally {
    await warehouse.close();
    await server.stop();
  }
}

async function waysOf(
  warehouse: Warehouse,
  connection: Connection,
  file: string,
  folder: string,
): Promise<readonly Way[]> {
  const into = (format: CopyFormat, rows: () => AsyncGenerator<Buffer>) => () =>
    warehouse.transaction({}, async (tx) => {
      await tx.query("TRUNCATE events");
      return await tx.copyIn(EVENTS, NAMES, rowStream(rows()), format);
    });
  const end = (await stat(file)).size;
  const middle = await lineStartAfter(file, Math.floor(end / 2));
  const text = { file, start: 0, end, format: "text" } as const;
  const binary = { ...text, format: "binary" } as const;
  const halves = [
    { ...text, end: middle },
    { ...text, start: middle },
  ];
  const scanner: Way = { name: "binary, main thread", run: into("binary", () => scan(binary)) };
  await scanner.run();
  const psql = await psqlCopy(connection, folder);
  return [
    ...(psql === undefined ? [] : [psql]),
    scanner,
    { name: "text, main thread", run: into("text", () => scan(text)) },
    { name: "binary, 1 worker", run: into("binary", () => fromWorkers([binary])) },
    { name: "text, 2 workers", run: into("text", () => fromWorkers(halves)) },
    { name: "JSON.parse, main thread", run: into("text", () => parseLines(text)) },
    {
      name: "raw lines, server expands",
      run: () => warehouse.transaction({}, (tx) => expandInServer(tx, text)),
    },
  ];
}

interface Taken {
  readonly elapsed: number;
  /** Processor time of this process, all its threads; not of the server's and not of psql's. */
  readonly cpu: number;
}

/** Runs all ways in turn, several times, so that a slow moment of the machine hits all of them. In milliseconds. */
async function measure(ways: readonly Way[], rows: number, rounds: number): Promise<void> {
  const times = new Map(ways.map((way) => [way, [] as Taken[]]));
  for (let round = 0; round < rounds; round++) {
    for (const way of ways) {
      const start = performance.now();
      const before = process.cpuUsage();
      const loaded = await way.run();
      if (loaded !== rows) throw new Error(`${way.name} loaded ${loaded} of ${rows} rows.`);
      const { user, system } = process.cpuUsage(before);
      times.get(way)?.push({ elapsed: performance.now() - start, cpu: (user + system) / 1000 });
    }
  }
  console.log(`load ${loadavg()[0]?.toFixed(1)} at the end, ${availableParallelism()} cores`);
  let reference: number[] | undefined;
  for (const [way, taken] of times) {
    const elapsed = taken.map((one) => one.elapsed);
    reference ??= elapsed;
    const cells = [
      way.name.padEnd(26),
      `best ${Math.min(...elapsed).toFixed(0)} ms`,
      `median ${median(elapsed).toFixed(0)} ms`,
      `worst ${Math.max(...elapsed).toFixed(0)} ms`,
      `cpu here ${median(taken.map((one) => one.cpu)).toFixed(0)} ms`,
      `rate to the first: best ${(Math.min(...reference) / Math.min(...elapsed)).toFixed(2)}`,
      `median ${(median(reference) / median(elapsed)).toFixed(2)}`,
    ];
    console.log(cells.join(", "));
  }
  console.log(`${rows} rows each time, ${rounds} rounds`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Millrace's own way, as stageFromS3 does it. */
function scan(slice: Slice): AsyncGenerator<Buffer> {
  const lake: Lake = {
    name: "bench",
    describe: (key) => key,
    async *list() {},
    async *level() {},
    head: async () => undefined,
    open: async () => Readable.from(chunksOf(slice)),
    close: async () => {},
  };
  const job = {
    lake,
    objects: [{ key: slice.file, size: slice.end - slice.start, etag: "", lastModified: new Date(0) }],
    mapped: mapColumns("events", COLUMNS, undefined, { kind: "auto", ignoreCase: true }),
    options: {
      timeFormat: "epochmillisecs" as const,
      emptyAsNull: false,
      blanksAsNull: false,
      truncateColumns: false,
    },
    format: slice.format,
    maxErrors: 0,
  };
  return encodeObjects(job).rows;
}

async function encodeInWorker(slice: Slice): Promise<void> {
  const port = parentPort;
  if (port === null) return;
  let underWay = 0;
  let resume: (() => void) | undefined;
  port.on("message", () => {
    underWay--;
    resume?.();
  });
  for await (const piece of scan(slice)) {
    const bytes = new Uint8Array(piece);
    port.postMessage(bytes, [bytes.buffer]);
    if (++underWay >= WINDOW) await new Promise<void>((resolve) => (resume = resolve));
  }
  port.postMessage(null);
  port.close();
}

async function* fromWorkers(slices: readonly Slice[]): AsyncGenerator<Buffer> {
  const ready: { worker: Worker; bytes: Uint8Array | null }[] = [];
  let wake = () => {};
  const workers = slices.map((slice) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: slice });
    worker.on("message", (bytes: Uint8Array | null) => {
      ready.push({ worker, bytes });
      wake();
    });
    return worker;
  });
  for (let running = workers.length; running > 0; ) {
    const next = ready.shift();
    if (next === undefined) await new Promise<void>((resolve) => (wake = resolve));
    else if (next.bytes === null) running--;
    else {
      yield Buffer.from(next.bytes.buffer);
      next.worker.postMessage(0);
    }
  }
}

/** What a loader usually does: a line, an object, the fields as text. */
async function* parseLines(slice: Slice): AsyncGenerator<Buffer> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of chunksOf(slice)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    let rows = "";
    for (const line of lines) rows += rowOf(JSON.parse(line) as Record<string, unknown>);
    yield Buffer.from(rows);
  }
  if (rest !== "") yield Buffer.from(rowOf(JSON.parse(rest) as Record<string, unknown>));
}

const SPECIAL = /[\\\n\r\t]/g;
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function rowOf(record: Record<string, unknown>): string {
  let row = "";
  for (const [name, type] of FIELDS) {
    const value = record[name];
    if (row !== "") row += "\t";
    if (value === null || value === undefined) row += "\\N";
    else if (type.startsWith("timestamp")) row += new Date(value as number).toISOString();
    else if (typeof value === "string")
      row += SPECIAL.test(value) ? value.replace(SPECIAL, (c) => ESCAPES[c] ?? c) : value;
    else row += String(value);
  }
  return `${row}\n`;
}

/** The lines as they are into one column; Postgres takes them apart. */
async function expandInServer(tx: Transaction, slice: Slice): Promise<number> {
  await tx.query("TRUNCATE events");
  await tx.query("CREATE TEMPORARY TABLE lines (line text) ON COMMIT DROP");
  await tx.copyIn({ schema: null, name: "lines" }, ["line"], Readable.from(escapedLines(slice)));
  const values = FIELDS.map(([name, type]) => {
    const value = `j ->> '${name}'`;
    return type.startsWith("timestamp")
      ? `timestamp 'epoch' + (${value})::double precision / 1000.0 * interval '1 second'`
      : `(${value})::${type}`;
  });
  const result = await tx.query(
    `INSERT INTO events SELECT ${values.join(", ")} FROM lines, LATERAL (SELECT line::jsonb AS j OFFSET 0) AS parsed`,
  );
  return result.rowCount;
}

async function* escapedLines(slice: Slice): AsyncGenerator<Buffer> {
  for await (const chunk of chunksOf(slice)) {
    yield Buffer.from(chunk.toString("latin1").replaceAll("\\", "\\\\"), "latin1");
  }
}

async function* chunksOf({ file, start, end }: Slice): AsyncGenerator<Buffer> {
  const handle = await open(file);
  try {
    yield* handle.createReadStream({ start, end: end - 1, highWaterMark: CHUNK, autoClose: false });
  } finally {
    await handle.close();
  }
}

async function lineStartAfter(file: string, offset: number): Promise<number> {
  const handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, offset);
  await handle.close();
  return offset + buffer.indexOf(10) + 1;
}

/** All lines of the folder's files, several times over, into one file; returns their number. */
async function replicate(source: string, copies: number, file: string): Promise<number> {
  const files = (await readdir(source, { recursive: true })).filter((name) => name.endsWith(".json")).sort();
  const texts = await Promise.all(files.map((name) => readFile(path.join(source, name), "utf8")));
  const lines = texts.map((text) => `${text.trimEnd()}\n`).join("");
  await writeFile(file, "");
  const handle = await open(file, "a");
  await pipeline(
    Readable.from(Array.from({ length: copies }, () => Buffer.from(lines))),
    handle.createWriteStream(),
  );
  return (lines.split("\n").length - 1) * copies;
}

interface Connection {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** psql's \copy of the table's present rows as CSV; undefined where there is no psql. */
async function psqlCopy(connection: Connection, folder: string): Promise<Way | undefined> {
  const psql = findPsql();
  if (psql === undefined) {
    console.log("psql was not found: no reference.");
    return undefined;
  }
  const csv = path.join(folder, "events.csv");
  const { host, port, user, password, database } = connection;
  const env = {
    ...process.env,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
  };
  const run = async (...commands: readonly string[]) => {
    const args = ["-X", "-v", "ON_ERROR_STOP=1", ...commands.flatMap((command) => ["-c", command])];
    return (await promisify(execFile)(psql, args, { env })).stdout;
  };
  await run(`\\copy events TO '${csv}' CSV`);
  return {
    name: "psql \\copy of CSV",
    run: async () => {
      const said = await run("BEGIN", "TRUNCATE events", `\\copy events FROM '${csv}' CSV`, "COMMIT");
      return Number(/COPY (\d+)/.exec(said)?.[1]);
    },
  };
}

function findPsql(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian)
    ? readdirSync(debian).map((version) => path.join(debian, version, "bin"))
    : [];
  return [...versions, ...(process.env["PATH"] ?? "").split(path.delimiter)]
    .map((bin) => path.join(bin, "psql"))
    .find((file) => existsSync(file));
}

if (isMainThread) await main();
else await encodeInWorker(workerData as Slice);
