import type { ErrorTag, RawError, RawFile } from "../raw.ts";
import { framesOf } from "./frames.ts";
import { nodeStub } from "./node-stub.ts";
import { registry } from "./registry.ts";

const MAX_OUTPUT_LINES = 1000;

/**
 * Evaluates a DAG file, inside the realm that the file runs in, and gives a RawFile as JSON: only text leaves
 * the realm. `load` evaluates the file's module.
 */
export function evaluateFile(load: () => unknown): string {
  if (inSandbox()) furnishSandbox();
  let error: RawError | undefined;
  try {
    load();
  } catch (exception) {
    error = describeError(exception);
    // A thrown text has no stack; the call that came last is near.
    if (error.frames.length === 0) error = { ...error, frames: registry.lastCall };
  }
  const file: RawFile = {
    dags: registry.dags.map(({ options, frames, tasks, groups, edges }) => {
      return { options, frames, tasks, groups, edges };
    }),
    problems: registry.problems,
    functions: registry.functions.length,
    output: registry.output,
    ...(error === undefined ? {} : { error }),
  };
  return JSON.stringify(file);
}

/** The code that the file registered, by number; for task workers. */
export const userFunctions = registry.functions;

/** An exception of an author's code as plain data, without its stack's text. */
export function describeError(exception: unknown): RawError {
  if (typeof exception !== "object" || exception === null) {
    return { name: "Error", message: String(exception), frames: [] };
  }
  const { name, message, millrace } = exception as {
    name?: unknown;
    message?: unknown;
    millrace?: ErrorTag;
  };
  return {
    name: typeof name === "string" ? name : "Error",
    message: typeof message === "string" ? message : JSON.stringify(exception),
    frames: framesOf(exception),
    ...(millrace === undefined ? {} : millrace),
  };
}

function inSandbox(): boolean {
  return typeof process === "undefined";
}

/** A bare realm has neither a console nor modules; DAG files may write, and may import what tasks need later. */
function furnishSandbox(): void {
  const write = (...values: unknown[]): void => {
    if (registry.output.length < MAX_OUTPUT_LINES) registry.output.push(values.map(textOf).join(" "));
  };
  const console = Object.fromEntries(
    ["log", "info", "warn", "error", "debug", "trace", "table", "dir"].map((name) => [name, write]),
  );
  Object.assign(globalThis, {
    console,
    require: nodeStub,
    millraceLastCall: () => JSON.stringify(registry.lastCall),
  });
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && "message" in value) return String(value.message);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
