import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable } from "node:stream";

export type ProgramEnd =
  | {
      readonly kind: "ended";
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      readonly stdout: string;
      readonly stderr: string;
    }
  /** `reason` follows the program's name: `is not on the PATH`. */
  | { readonly kind: "not-started"; readonly reason: string }
  | { readonly kind: "late" | "cancelled"; readonly stdout: string }
  | { readonly kind: "too-long"; readonly most: number; readonly stdout: string };

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

/** Bytes of each of its outputs. Secrets are short; what prints more prints something else. */
const MOST = 65_536;

/** Those that run. They do not hear of the end of this process by themselves: they have groups of their own. */
const running = new Set<ChildProcess>();

/** At an end that waits for nothing: a second Ctrl-C, a defect, `process.exit`. */
function killAll(): void {
  for (const child of running) killGroup(child);
}

function begins(child: ChildProcess): void {
  if (running.size === 0) process.on("exit", killAll);
  running.add(child);
}

function hasEnded(child: ChildProcess): void {
  running.delete(child);
  if (running.size === 0) process.off("exit", killAll);
}

/** Runs a program without a shell and without input, and waits for its end. Never rejects. */
export function runProgram(
  [program = "", ...args]: readonly string[],
  { cwd, env, milliseconds, signal }: ProgramOptions,
): Promise<ProgramEnd> {
  if (signal.aborted) return Promise.resolve({ kind: "cancelled", stdout: "" });
  const child = started(program, args, { cwd, env });
  if (child instanceof Error)
    return Promise.resolve({ kind: "not-started", reason: whyNot(child, program, cwd) });
  return new Promise((resolve) => {
    begins(child);
    const stdout = collected(child.stdout, () => stop({ kind: "too-long", most: MOST, stdout: stdout() }));
    const stderr = collected(child.stderr, () => stop({ kind: "too-long", most: MOST, stdout: stdout() }));
    const done = (end: ProgramEnd): void => {
      hasEnded(child);
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      resolve(end);
    };
    // What has left the group may hold the outputs open: nobody waits for that.
    const stop = (end: ProgramEnd): void => {
      killGroup(child);
      child.stdout.destroy();
      child.stderr.destroy();
      done(end);
    };
    const onAbort = (): void => stop({ kind: "cancelled", stdout: stdout() });
    const timer = setTimeout(() => stop({ kind: "late", stdout: stdout() }), milliseconds);
    signal.addEventListener("abort", onAbort, { once: true });
    child.on("error", (error) => done({ kind: "not-started", reason: whyNot(error, program, cwd) }));
    child.on("close", (code, ended) =>
      done({ kind: "ended", code, signal: ended, stdout: stdout(), stderr: stderr() }),
    );
  });
}

/** Some reasons not to start come as events, and others, such as a line that is too long, are thrown. */
function started(
  program: string,
  args: readonly string[],
  { cwd, env }: Pick<ProgramOptions, "cwd" | "env">,
): ChildProcessByStdio<null, Readable, Readable> | Error {
  try {
    return spawn(program, args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      // In a group of its own, which can be ended as a whole: a script that asks a password manager runs another program.
      detached: process.platform !== "win32",
    });
  } catch (error) {
    return error as Error;
  }
}

/** The program and what it has started in turn. Windows has no such groups: there it is the program alone. */
function killGroup(child: ChildProcess): void {
  try {
    if (process.platform === "win32" || child.pid === undefined) child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // They have ended by themselves.
  }
}

function collected(stream: NodeJS.ReadableStream, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST) onTooMuch();
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

/** Never with the words of the error: they can have the arguments in them. */
function whyNot(error: Error, program: string, cwd: string): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return existsSync(cwd) ? "was not found" : `cannot be started: the folder ${cwd} is not there`;
    case "ENOTDIR":
      return "was not found: a part of its path is no folder";
    case "EACCES":
      return "may not be executed";
    case "E2BIG":
      return "cannot be started: its arguments are too long";
    case "ERR_INVALID_ARG_VALUE":
      return "cannot be started: one of its words is empty, or has a NUL character in it";
    case "EINVAL":
      // Windows runs such files by a shell alone.
      if (/\.(?:bat|cmd)$/i.test(program)) return 'is a batch file: write "cmd.exe", "/c" before it';
      break;
  }
  return `cannot be started (${code ?? error.name})`;
}
