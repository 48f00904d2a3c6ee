import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { quietSqliteWarning } from "../connections/embedded/quiet-sqlite-warning.ts";
import { packageRoot } from "../package-root.ts";
import { noEditor } from "../secrets/editor.ts";
import { createRedactor } from "../secrets/redactor.ts";

// Before anything that imports `node:sqlite`, so all of the program comes by `import()`.
quietSqliteWarning();
const { stateFolderOfDaemon } = await import("./daemon-file.ts");
const { openDaemonLog } = await import("./daemon-log.ts");
const { editorSecrets } = await import("./editor-secrets.ts");
const { secretHandlers } = await import("./handlers/secrets.ts");
const { HANDLER_GROUPS } = await import("./handlers.ts");
const { textOf } = await import("./refusal.ts");
const { runDaemon } = await import("./run-daemon.ts");
const { openWorkspaceSession } = await import("../workspace-session.ts");

/** As in sysexits.h. */
const DEFECT = 70;
const NO_WORKSPACE = 66;

const { values } = parseArgs({
  options: { workspace: { type: "string" }, idle: { type: "string", default: "30000" } },
});
const idle = Number(values.idle);
if (values.workspace === undefined || !Number.isFinite(idle) || idle < 0) {
  process.stderr.write("usage: daemon --workspace <folder> [--idle <milliseconds>]\n");
  process.exit(64);
}
const workspace = path.resolve(values.workspace);
const redactor = createRedactor();
const write = openDaemonLog(stateFolderOfDaemon(workspace), Date.now);
const log = (message: string): void => write(redactor.redact(message));

// Nobody reads its output: what libraries say there goes to the log.
for (const stream of [process.stdout, process.stderr])
  stream.write = ((text: string | Uint8Array) => {
    log(typeof text === "string" ? text : Buffer.from(text).toString());
    return true;
  }) as typeof stream.write;

process.on("uncaughtException", (error) => {
  log(`a defect ends the runner: ${textOf(error)}`);
  process.exit(DEFECT);
});

const told = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => told.abort());
// The terminal that it was started from is none of its own.
process.on("SIGHUP", () => {});

const editors = editorSecrets({ redactor, noEditor });
const secretSources = { env: process.env, redactor, askEditor: editors.ask };

const { version } = JSON.parse(readFileSync(path.join(packageRoot(), "package.json"), "utf8")) as {
  version: string;
};

const outcome = await runDaemon({
  workspace,
  version,
  idle,
  now: Date.now,
  newId: randomUUID,
  openSession: (target) =>
    openWorkspaceSession({
      workspace,
      ...(target && { target }),
      now: Date.now,
      newId: randomUUID,
      secretSources,
    }),
  groups: [...HANDLER_GROUPS, () => secretHandlers(editors)],
  log,
  redactor,
  editors,
  signal: told.signal,
});
process.exit(outcome === "no-workspace" ? NO_WORKSPACE : 0);
