import { spawn } from "node:child_process";

export interface ProcessOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
}

export interface EndedProcess {
  /** From before its start to its end. */
  readonly seconds: number;
  readonly stdout: string;
}

/** Runs a program to its end. Throws an Error with what it printed when it fails. */
export async function runProcess(
  command: string,
  args: readonly string[],
  { cwd, signal, env = {} }: ProcessOptions,
): Promise<EndedProcess> {
  signal.throwIfAborted();
  const started = performance.now();
  const child = spawn(command, [...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    signal,
    // It cleans up after itself: a Postgres server would otherwise stay for a moment.
    killSignal: "SIGTERM",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const { status, ended } = await new Promise<{ status: string; ended: number }>((resolve, reject) => {
    let at = 0;
    child.on("exit", () => {
      at = performance.now();
    });
    child.on("error", (error) => {
      if (error.name !== "AbortError") reject(error);
    });
    child.on("close", (code, killedBy) => resolve({ status: String(killedBy ?? code), ended: at }));
  });
  signal.throwIfAborted();
  if (status !== "0")
    throw new Error(`${command} ${args.join(" ")} ended with ${status}.\n${stdout.slice(-2000)}${stderr}`);
  return { seconds: (ended - started) / 1000, stdout };
}
