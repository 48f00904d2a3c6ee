import type { Problem } from "../../protocol/problem.ts";
import { formatDuration } from "../../protocol/text/duration.ts";
import { assertNever } from "../../protocol/user-error.ts";
import type { Config } from "../config/config.ts";
import * as authoring from "./authoring/api.ts";
import type { RawError, RawFrames } from "./raw.ts";
import type { Evaluation } from "./sandbox-process.ts";
import type { Positions } from "./source-positions.ts";

/** A DAG file that gave no result at all. */
export function evaluationProblem(
  evaluation: Exclude<Evaluation, { readonly kind: "result" }>,
  positions: Positions,
  config: Config,
): Problem {
  const { timeoutMs, memoryMb } = config.loader;
  switch (evaluation.kind) {
    case "timeout":
      return {
        severity: "error",
        code: "dag-file-timeout",
        message: `The DAG file was not done after ${formatDuration(timeoutMs)}; this is the last call that it made.`,
        next: "Look for a loop that does not end, or move long work into the run function of a task.",
        position: positions(framesIn(evaluation.lastCall)),
      };
    case "memory":
      return {
        severity: "error",
        code: "dag-file-memory",
        message: `The DAG file needs more than ${memoryMb} MB of memory while it is read.`,
        next: "Move work with large data into the run function of a task, or raise loader.memoryMb in millrace.json.",
        position: positions([]),
      };
    case "crash":
      return {
        severity: "error",
        code: "dag-file-crash",
        message: `The DAG file could not be read: its process ended (${evaluation.reason}).`,
        position: positions([]),
      };
    case "failed":
      return {
        severity: "error",
        code: "syntax-error",
        message: `${evaluation.message}.`,
        position: positions(evaluation.line === undefined ? [] : [[evaluation.line, 1]]),
      };
    default:
      return assertNever(evaluation);
  }
}

/** An exception of the DAG file's own code. */
export function exceptionProblem(error: RawError, positions: Positions, dagId: string | undefined): Problem {
  const missing = /^(\w+) is not defined$/.exec(error.message)?.[1];
  const place = {
    position: positions(error.frames),
    ...(dagId === undefined || dagId === "" ? {} : { dagId }),
  };
  if (error.name === "ReferenceError" && missing !== undefined && RUN_TIME_GLOBALS.has(missing)) {
    return {
      severity: "error",
      code: "not-while-reading",
      message: `"${missing}" is not there while the DAG file is read.`,
      next: "Use it inside the run function of a task: reading a DAG file has no access to the outside.",
      ...place,
    };
  }
  const name = error.name === "Error" || error.code !== undefined ? "" : `${error.name}: `;
  return {
    severity: "error",
    code: error.code ?? "dag-file-exception",
    message:
      error.code === undefined ? `The DAG file threw an exception: ${name}${error.message}` : error.message,
    ...nextOf(error, missing),
    ...place,
  };
}

function nextOf({ name, next, message }: RawError, missing: string | undefined): Pick<Problem, "next"> {
  if (next !== undefined) return { next };
  if (name !== "ReferenceError") return {};
  if (/before initialization$/.test(message)) return { next: 'Make it above, or write its id: "some_id".' };
  if (missing === undefined) return {};
  if (Object.hasOwn(authoring, missing)) return { next: `Write import { ${missing} } from "millrace".` };
  return { next: "Import it, define it above, or correct its name." };
}

/** What Node and browsers have beside the language itself. */
const RUN_TIME_GLOBALS: ReadonlySet<string> = new Set([
  ...[
    "process",
    "Buffer",
    "fetch",
    "setTimeout",
    "setInterval",
    "setImmediate",
    "clearTimeout",
    "clearInterval",
  ],
  ...["queueMicrotask", "structuredClone", "crypto", "performance", "URL", "URLSearchParams", "TextEncoder"],
  ...["TextDecoder", "AbortController", "AbortSignal", "Event", "EventTarget", "Blob", "File", "FormData"],
  ...["Headers", "Request", "Response", "WebSocket", "Worker", "window", "document", "navigator", "global"],
  ...["module", "exports", "__dirname", "__filename", "atob", "btoa"],
]);

function framesIn(json: string): RawFrames {
  try {
    const frames: unknown = JSON.parse(json);
    if (!Array.isArray(frames)) return [];
    return frames
      .filter(
        (frame): frame is [number, number] =>
          Array.isArray(frame) && frame.length === 2 && frame.every((n) => Number.isInteger(n) && n >= 0),
      )
      .filter(([line]) => line > 0);
  } catch {
    return [];
  }
}
