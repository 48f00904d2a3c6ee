import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchContext } from "./context.ts";
import { type EndedProcess, runProcess } from "./run-process.ts";

/** Runs `bin/millrace.js` in a workspace, as a user does. */
export function millrace(
  { root, signal }: BenchContext,
  workspace: string,
  args: readonly string[],
): Promise<EndedProcess> {
  return runProcess(process.execPath, [path.join(root, "bin", "millrace.js"), ...args], {
    cwd: workspace,
    signal,
  });
}

/** The same, and the peak of the process's own memory in bytes. */
export async function millraceWithMemory(
  { root, folder, signal }: BenchContext,
  workspace: string,
  args: readonly string[],
): Promise<EndedProcess & { readonly peakBytes: number }> {
  const file = path.join(folder, "peak-memory");
  const hook = fileURLToPath(new URL("./report-peak-memory.js", import.meta.url));
  const ended = await runProcess(
    process.execPath,
    ["--import", hook, path.join(root, "bin", "millrace.js"), ...args],
    { cwd: workspace, signal, env: { MILLRACE_BENCH_PEAK: file } },
  );
  return { ...ended, peakBytes: Number(await readFile(file, "utf8")) * 1024 };
}

/** The time that Node itself takes to start and end. */
export function emptyNode({ folder, signal }: BenchContext): Promise<EndedProcess> {
  return runProcess(process.execPath, ["-e", "0"], { cwd: folder, signal });
}
