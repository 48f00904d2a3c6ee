import { accessSync, constants, globSync } from "node:fs";
import path from "node:path";
import type { EmbeddedServer } from "../../runner/connections/embedded/embedded-postgres.ts";
import { runProcess } from "./run-process.ts";

export interface Psql {
  readonly program: string;
  /** `15.18`. */
  readonly version: string;
}

/** The system's psql, from the path or where Debian puts it; the newest of these. */
export async function findPsql(signal: AbortSignal): Promise<Psql | undefined> {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const debian = globSync("/usr/lib/postgresql/*/bin").sort((a, b) =>
    b.localeCompare(a, "en", { numeric: true }),
  );
  const program = [...folders, ...debian].map((folder) => path.join(folder, "psql")).find(isExecutable);
  if (program === undefined) return undefined;
  const { stdout } = await runProcess(program, ["--version"], { cwd: "/", signal });
  return { program, version: /\d+(\.\d+)*/.exec(stdout)?.[0] ?? "of an unknown version" };
}

/** Runs commands in one transaction, `\copy` among them. Returns the seconds that the whole process took. */
export async function runPsql(
  { program }: Psql,
  { host, port, user, password, database }: EmbeddedServer["connection"],
  commands: readonly string[],
  cwd: string,
  signal: AbortSignal,
): Promise<number> {
  const options = ["-X", "-q", "--single-transaction", "-v", "ON_ERROR_STOP=1"];
  const args = [...options, ...commands.flatMap((command) => ["-c", command])];
  const env = {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
  };
  return (await runProcess(program, args, { cwd, signal, env })).seconds;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
