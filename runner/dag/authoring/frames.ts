import type { RawFrames } from "../raw.ts";

/** The name under which bundled DAG files are evaluated, in the sandbox and in task workers. */
export const BUNDLE_NAME = "millrace-dag.js";

/** Deep enough to find the author's own frame below a package that builds tasks for them. */
const DEPTH = 40;

/** The calls that lead here, within the bundled DAG file, innermost first. */
export function callFrames(): RawFrames {
  return readFrames(() => {
    const holder: { stack?: unknown } = {};
    Error.captureStackTrace(holder, callFrames);
    return holder.stack;
  });
}

/** The frames of an exception. Empty for a thrown value that is no error. */
export function framesOf(error: unknown): RawFrames {
  if (typeof error !== "object" || error === null) return [];
  return readFrames(() => (error as { stack?: unknown }).stack);
}

/** A stack is formatted when it is first read, so the formatter is ours while `read` runs. */
function readFrames(read: () => unknown): RawFrames {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = DEPTH;
    Error.prepareStackTrace = (_error, sites) => framesOfSites(sites);
    const stack = read();
    if (Array.isArray(stack)) return stack;
    return typeof stack === "string" ? framesOfText(stack) : [];
  } finally {
    if (prepareStackTrace === undefined) delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
    else Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function framesOfSites(sites: readonly NodeJS.CallSite[]): RawFrames {
  const frames: [number, number][] = [];
  for (const site of sites) {
    const line = site.getLineNumber();
    const column = site.getColumnNumber();
    if (site.getFileName() === BUNDLE_NAME && line !== null && column !== null) frames.push([line, column]);
  }
  return frames;
}

/** For a stack that was formatted before it came here. */
function framesOfText(stack: string): RawFrames {
  return [...stack.matchAll(/millrace-dag\.js:(\d+):(\d+)/g)].map((match) => [
    Number(match[1]),
    Number(match[2]),
  ]);
}
