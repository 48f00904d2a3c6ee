/**
 * The process in which DAG files are read. It is started with Node's permission model (no files, no child
 * processes, no workers, no addons), without environment and without code generation from text, gets bundles
 * as messages and evaluates each in a realm of its own. Only text comes out of a realm. One script without
 * imports of ours: it may read no other file.
 */
import vm from "node:vm";
import type { SandboxReply, SandboxRequest } from "./sandbox-protocol.ts";

const host = process;
const send = (reply: SandboxReply): void => {
  host.send?.(reply);
};

// Nothing of Node is left on this realm's global object for code that might reach it from another one.
const language = new Set(Object.getOwnPropertyNames(vm.runInNewContext("globalThis")));
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (!language.has(name)) Reflect.deleteProperty(globalThis, name);
}

// Ctrl-C reaches the whole group of processes; the loader ends this one when it is done.
host.on("SIGINT", () => undefined);
host.on("disconnect", () => host.exit());
host.on("message", (request: SandboxRequest) => send(evaluate(request)));
send({ kind: "ready" });

function evaluate({ code, name, result, timeoutMs }: SandboxRequest): SandboxReply {
  const realm = vm.createContext(vm.constants.DONT_CONTEXTIFY, { microtaskMode: "afterEvaluate" });
  const run = (text: string, timeout: number): unknown =>
    new vm.Script(text, { filename: name }).runInContext(realm, { timeout });
  try {
    run(code, timeoutMs);
    const value = run(result, timeoutMs);
    if (typeof value === "string") return { kind: "result", json: value };
    return { kind: "failed", message: "The file gave no result." };
  } catch (error) {
    if (codeOf(error) !== "ERR_SCRIPT_EXECUTION_TIMEOUT") return { kind: "failed", ...textOf(error) };
    return { kind: "timeout", lastCall: lastCall(run) };
  }
}

/** Where the file last called Millrace before its time was over, as JSON of frames. */
function lastCall(run: (text: string, timeout: number) => unknown): string {
  try {
    const value = run("globalThis.millraceLastCall()", 100);
    return typeof value === "string" ? value : "[]";
  } catch {
    return "[]";
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null ? (error as { code?: unknown }).code : undefined;
}

/** Of an error that the evaluation itself could not catch: text that V8 refuses to compile. */
function textOf(error: unknown): { readonly message: string; readonly line?: number } {
  const stack: unknown = typeof error === "object" && error !== null && (error as { stack?: unknown }).stack;
  const line = typeof stack === "string" ? /^millrace-dag\.js:(\d+)/.exec(stack)?.[1] : undefined;
  const message = typeof error === "object" && error !== null && (error as { message?: unknown }).message;
  return {
    message: typeof message === "string" ? message : "The file cannot be evaluated.",
    ...(line === undefined ? {} : { line: Number(line) }),
  };
}
