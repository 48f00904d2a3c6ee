import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { EXIT } from "./cli/command.ts";
import { styleFor } from "./cli/render/style.ts";
import { quietSqliteWarning } from "./connections/embedded/quiet-sqlite-warning.ts";
import { packageRoot } from "./package-root.ts";
import { secretOfEditor } from "./secret-of-editor.ts";
import { createRedactor } from "./secrets/redactor.ts";

// Before anything that imports `node:sqlite`, so all of the program comes by `import()`.
quietSqliteWarning();
const { runCli } = await import("./cli/cli.ts");
const { openWorkspaceSession } = await import("./workspace-session.ts");

const interrupt = new AbortController();
process.on("SIGINT", () => {
  if (interrupt.signal.aborted) {
    // Below the progress view, which stays as it is.
    if (process.stdout.isTTY) process.stdout.write("\n");
    process.exit(EXIT.cancelled);
  }
  interrupt.abort();
  // On a terminal the progress view says so itself.
  if (!process.stdout.isTTY)
    process.stderr.write("Cancelling: what runs is stopped. Ctrl-C again ends at once.\n");
});
// A terminal that is closed sends SIGHUP.
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => interrupt.abort());
// A reader that went away (`| head`: EPIPE, a terminal: EIO) is no error. What still runs is stopped as by Ctrl-C: nobody
// looks on.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
    interrupt.abort();
  });

const { version } = JSON.parse(readFileSync(path.join(packageRoot(), "package.json"), "utf8")) as {
  version: string;
};

const redactor = createRedactor();
// Only words come here, no data: also what libraries say.
const writeError = process.stderr.write.bind(process.stderr) as (...all: unknown[]) => boolean;
process.stderr.write = ((text: string | Uint8Array, ...rest: unknown[]) =>
  writeError(
    redactor.redact(typeof text === "string" ? text : Buffer.from(text).toString()),
    ...rest,
  )) as typeof process.stderr.write;
// Else Node itself would print it, as it is.
process.on("uncaughtException", (error) => {
  process.stderr.write(`Millrace itself failed. Please report this:\n${textOf(error)}\n`);
  process.exit(EXIT.defect);
});

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

process.exitCode = await runCli(process.argv.slice(2), {
  version,
  terminal: {
    stdin: () => process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    style: styleFor(process.stdout, process.env),
    width: process.stdout.columns || Number.parseInt(process.env["COLUMNS"] ?? "", 10) || 100,
    env: process.env,
    cwd: process.cwd(),
  },
  now: Date.now,
  interrupted: interrupt.signal,
  openSession: (workspace, target) =>
    openWorkspaceSession({
      workspace,
      ...(target && { target }),
      now: Date.now,
      newId: randomUUID,
      secretSources: {
        env: process.env,
        redactor,
        interrupted: interrupt.signal,
        askEditor: (name, signal) => secretOfEditor({ workspace, version }, name, signal),
      },
    }),
  redactor,
});
