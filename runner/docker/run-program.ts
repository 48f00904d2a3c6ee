import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the program. What it has said by then comes back. */
  readonly signal: AbortSignal;
  /** Called with each line, of standard output and standard error, as it comes. */
  readonly onLine?: (line: string) => void;
  /** How long it may take to end when it is asked to. Default 10,000: Compose stops what it has begun. */
  readonly graceMilliseconds?: number;
}

export interface ProgramResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

const GRACE_MILLISECONDS = 10_000;

/** Runs a program without a shell, to its end. Undefined: there is no such program. */
export async function runProgram(
  [program, ...args]: readonly [string, ...string[]],
  { cwd, env, signal, onLine, graceMilliseconds = GRACE_MILLISECONDS }: ProgramOptions,
): Promise<ProgramResult | undefined> {
  const child = started(program, args, { cwd, env });
  if (child === undefined) return undefined;
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
    });
    if (onLine !== undefined) createInterface({ input: child[stream] }).on("line", onLine);
  }
  let killing: NodeJS.Timeout | undefined;
  const end = (): void => {
    child.kill("SIGTERM");
    killing = setTimeout(() => {
      child.kill("SIGKILL");
      // Compose is a program that Docker's starts: it may live on, and hold the outputs open.
      child.stdout.destroy();
      child.stderr.destroy();
    }, graceMilliseconds);
  };
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { ok: code === 0, ...said };
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  } finally {
    clearTimeout(killing);
    signal.removeEventListener("abort", end);
  }
}

function started(
  program: string,
  args: readonly string[],
  around: Pick<ProgramOptions, "cwd" | "env">,
): ChildProcessByStdio<null, Readable, Readable> | undefined {
  try {
    return spawn(program, args, { ...around, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw error;
  }
}

/** Some of these are thrown, and others come as events. */
function isNotThere(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "EACCES" || code === "ENOTDIR";
}
