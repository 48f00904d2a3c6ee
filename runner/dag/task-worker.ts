/**
 * The process that runs the code of one DAG file's tasks, one call at a time. It evaluates the very text that
 * was read in the sandbox, here with Node's real modules. A process and not a thread: a thread that runs out of
 * memory can take the runner with it, and one in a loop without a safe point cannot be ended.
 */
import { createRequire } from "node:module";
import { format } from "node:util";
import vm from "node:vm";
import { Worker } from "node:worker_threads";
import type { UserFunction } from "./authoring/task-context.ts";
import type { RawError, RawFile } from "./raw.ts";
import type { FromWorker, ToWorker } from "./task-worker-protocol.ts";
import { callSession } from "./user-call-context.ts";

interface LoadedBundle {
  readonly result: string;
  readonly userFunctions: readonly UserFunction[];
  readonly describeError: (error: unknown) => RawError;
}

const channel = process.send?.bind(process);
if (channel === undefined) throw new Error("This file is a child process.");
const post = (message: FromWorker, sent?: () => void): void => {
  channel(message, undefined, undefined, () => sent?.());
};
// The channel is the runner's: the author's code has nothing to say on it.
Reflect.deleteProperty(process, "send");
for (const method of ["log", "info", "warn", "error", "debug"] as const) {
  console[method] = (...values: unknown[]) => post({ kind: "log", text: format(...values) });
}
process.on("disconnect", () => process.exit());
// Ctrl-C reaches the whole group of processes; what it means for this one is for the runner to say.
process.on("SIGINT", () => undefined);
// Told by the runner: it may be gone before this line, and the parent is then another process.
dieWith(Number(process.argv[2]));

const session = callSession(post);
const loaded: { bundle?: LoadedBundle; error?: RawError } = {};

process.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "load":
      load(message.code, message.dagFile);
      break;
    case "call":
      void call(message);
      break;
    default:
      session.receive(message);
  }
});

// Of a callback or a promise that nobody awaits. What it left half done is unknown, so the process ends.
process.on("uncaughtException", (error) => {
  post({ kind: "failed", error: describe(error), isFatal: true }, () => process.exit(1));
});

function load(code: string, dagFile: string): void {
  Object.assign(globalThis, { require: createRequire(dagFile) });
  const bundle = new vm.Script(`${code}\nmillraceBundle;`, {
    filename: "millrace-dag.js",
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext() as LoadedBundle;
  const { error } = JSON.parse(bundle.result) as RawFile;
  loaded.bundle = bundle;
  if (error !== undefined) loaded.error = error;
}

async function call(message: Extract<ToWorker, { readonly kind: "call" }>): Promise<void> {
  const work = loaded.bundle?.userFunctions[message.functionIndex];
  if (loaded.error !== undefined || work === undefined) {
    post({ kind: "unusable", ...(loaded.error === undefined ? {} : { error: loaded.error }) });
    return;
  }
  const { context, loads, skipReason } = session.begin(message.context);
  try {
    await work(message.params as never, context);
    post({ kind: "done", loads });
  } catch (error) {
    const skipped = skipReason(error);
    if (skipped === undefined) post({ kind: "failed", error: describe(error), isFatal: false });
    else post({ kind: "done", loads, skipped });
  }
}

function describe(error: unknown): RawError {
  return loaded.bundle?.describeError(error) ?? { name: "Error", message: String(error), frames: [] };
}

/** Code in an endless loop does not see that the runner is gone; a thread of its own does. */
function dieWith(parent: number): void {
  const watch = `
    setInterval(() => {
      try {
        if (process.ppid === ${parent}) return process.kill(${parent}, 0);
      } catch {}
      process.kill(process.pid, "SIGKILL");
    }, 1000);`;
  const thread = new Worker(watch, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } });
  thread.unref();
}
