/** Makes the parts of `dist/` that the editor loads: the extension, and the script and style of each webview. */
import path from "node:path";
import { type BuildOptions, build, type LogLevel } from "esbuild";
import type { BuiltFile } from "./build.ts";

/** Name in `dist/webview/` and source of each page. */
export const PAGES: Readonly<Record<string, string>> = {
  graph: "webview/graph/main.ts",
  results: "webview/results/main.ts",
  backfill: "webview/backfill/main.ts",
  connection: "webview/connection/main.ts",
};

/** `outdir` is relative to `root`. What it wrote, source maps aside. */
export async function buildEditor(
  root: string,
  outdir: string,
  logLevel: LogLevel = "warning",
): Promise<BuiltFile[]> {
  const common = {
    absWorkingDir: root,
    bundle: true,
    minify: true,
    sourcemap: true,
    metafile: true,
    logLevel,
  } satisfies BuildOptions;
  const results = await Promise.all([
    // The editor loads one file, by `require`; everything but its own API goes in.
    build({
      ...common,
      entryPoints: [{ in: "extension/main.ts", out: "extension" }],
      outdir: path.join(root, outdir),
      outExtension: { ".js": ".cjs" },
      format: "cjs",
      platform: "node",
      target: "node22.13",
      external: ["vscode"],
    }),
    build({
      ...common,
      entryPoints: Object.entries(PAGES).map(([name, source]) => ({ in: source, out: name })),
      outdir: path.join(root, outdir, "webview"),
      format: "iife",
      platform: "browser",
      target: "chrome134",
      loader: { ".ttf": "file" },
    }),
  ]);
  return results
    .flatMap(({ metafile }) => Object.entries(metafile.outputs))
    .filter(([file]) => !file.endsWith(".map"))
    .map(([file, { bytes }]) => ({ file: path.posix.relative(outdir, file), bytes }))
    .sort((a, b) => b.bytes - a.bytes);
}
