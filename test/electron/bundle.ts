import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { packageRoot } from "../../runner/package-root.ts";

/** Bundles the suite into `folder` as the one file that an extension host can load, and gives its path. */
export async function bundleSuite(folder: string): Promise<string> {
  const outfile = path.join(folder, "suite.cjs");
  const mocha = fileURLToPath(import.meta.resolve("mocha"));
  await build({
    absWorkingDir: packageRoot(),
    entryPoints: ["test/electron/suite/index.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    logLevel: "warning",
    external: ["vscode"],
    plugins: [
      {
        // Stays where it is: it looks for files of its own. The bundle is not beside it, so by its whole path.
        name: "mocha",
        setup: ({ onResolve }) =>
          void onResolve({ filter: /^mocha$/ }, () => ({ path: mocha, external: true })),
      },
    ],
  });
  return outfile;
}
