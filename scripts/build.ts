/**
 * Makes `dist/`: the command line, and each file that is run or bundled by itself at run time. Everything of
 * ours goes in; packages from npm stay outside. Node runs this file as it stands: `node scripts/build.ts`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { type BuildOptions, build, type LogLevel } from "esbuild";
import { packageRoot } from "../runner/package-root.ts";
import { buildEditor } from "./build-editor.ts";

/** Name in `dist/` and source of each file that is built. */
export const ENTRIES: Readonly<Record<string, string>> = {
  cli: "runner/main.ts",
  daemon: "runner/daemon/main.ts",
  authoring: "runner/dag/authoring/entry.ts",
  sandbox: "runner/dag/sandbox.ts",
  "task-worker": "runner/dag/task-worker.ts",
};

/** The one that starts on each command: what it imports late stays in files of its own, read when needed. */
const SPLIT = "cli";

export interface BuiltFile {
  /** Relative to the output folder, forward slashes. */
  readonly file: string;
  readonly bytes: number;
}

/**
 * Builds into an emptied `outdir` (relative to `root`) and tells what it wrote, source maps aside. When a part
 * fails, nothing is left there: half a build is worse than none.
 */
export async function buildEntries(
  root: string,
  entries: Readonly<Record<string, string>>,
  outdir: string,
  logLevel: LogLevel = "warning",
): Promise<BuiltFile[]> {
  const missing = Object.values(entries).filter((source) => !existsSync(path.join(root, source)));
  if (missing.length > 0) throw new Error(`Nothing to build from: ${missing.join(", ")} is missing.`);
  const target = path.join(root, outdir);
  rmSync(target, { recursive: true, force: true });
  const common = {
    absWorkingDir: root,
    outdir: target,
    bundle: true,
    platform: "node",
    target: "node22.13",
    format: "esm",
    packages: "external",
    sourcemap: true,
    metafile: true,
    logLevel,
  } satisfies BuildOptions;
  const named = Object.entries(entries).map(([name, source]) => ({ in: source, out: name }));
  const results = await Promise.allSettled([
    build({
      ...common,
      entryPoints: named.filter(({ out }) => out === SPLIT),
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
    }),
    build({ ...common, entryPoints: named.filter(({ out }) => out !== SPLIT) }),
  ]);
  const built = results.filter((result) => result.status === "fulfilled");
  if (built.length < results.length) {
    rmSync(target, { recursive: true, force: true });
    throw new Error("The build failed.");
  }
  return built
    .flatMap(({ value }) => Object.entries(value.metafile.outputs))
    .filter(([file]) => !file.endsWith(".map"))
    .map(([file, { bytes }]) => ({ file: path.posix.relative(outdir, file), bytes }))
    .sort((a, b) => b.bytes - a.bytes);
}

async function main(): Promise<void> {
  const started = performance.now();
  const root = packageRoot();
  const files = [...(await buildEntries(root, ENTRIES, "dist")), ...(await buildEditor(root, "dist"))];
  const types = path.join(root, "scripts", "build-types.ts");
  if (existsSync(types)) {
    const { status } = spawnSync(process.execPath, [types], { cwd: root, stdio: "inherit" });
    if (status !== 0) throw new Error(`scripts/build-types.ts failed (exit code ${status}).`);
  }
  for (const { file, bytes } of files) console.log(`${kilobytes(bytes).padStart(10)}  dist/${file}`);
  console.log(`built in ${Math.round(performance.now() - started)} ms`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} kB`;
}

if (import.meta.main) {
  await main().catch((error: Error) => {
    // The bundler has shown what is wrong, and where.
    console.error(error.message);
    process.exitCode = 1;
  });
}
