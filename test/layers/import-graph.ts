import { existsSync, globSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { build, type Plugin } from "esbuild";

export type Import =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "package"; readonly name: string }
  | { readonly kind: "node"; readonly name: string };

const FOLDERS = ["protocol", "runner", "extension", "webview"];

// `import type … from`, `export type … from`, and `import("…")`, which may stand in a type.
const TYPE_IMPORT =
  /^[ \t]*(?:import|export)\s+type\s+(?:\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+)\s+from\s*["']([^"']+)["']/gm;
const IMPORT_CALL = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

/**
 * What each source file below `root` imports (paths relative to it), from the metafile of a bundle of all
 * source files. The bundler drops imports of types; they are given back to it as imports for effect.
 */
export async function importGraph(root: string): Promise<Map<string, Import[]>> {
  const files = globSync(
    FOLDERS.map((folder) => `${folder}/**/*.ts`),
    { cwd: root },
  );
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: files,
    outdir: path.join(root, "unused"),
    write: false,
    bundle: true,
    metafile: true,
    format: "esm",
    platform: "node",
    packages: "external",
    // Styles are not ours to order.
    loader: { ".css": "empty" },
    // Imports that the code makes no use of are imports all the same.
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [keepTypeImports],
    logLevel: "silent",
  });
  const entries = Object.entries(metafile.inputs).map(([file, { imports }]): [string, Import[]] => {
    return [file, imports.map(({ path: target, external }) => importOf(root, target, external === true))];
  });
  return new Map(entries);
}

const keepTypeImports: Plugin = {
  name: "keep-type-imports",
  setup({ onLoad, onResolve }) {
    // A file that is not there is for the compiler to report; here its path says enough.
    onResolve({ filter: /^\./ }, ({ path: target, resolveDir }) => {
      const file = path.resolve(resolveDir, target);
      return existsSync(file) ? undefined : { path: file, external: true };
    });
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const source = readFileSync(file, "utf8");
      const targets = [...source.matchAll(TYPE_IMPORT), ...source.matchAll(IMPORT_CALL)].map(
        (match) => match[1],
      );
      const kept = [...new Set(targets)].map((target) => `import ${JSON.stringify(target)};\n`);
      return { contents: kept.join("") + source, loader: "ts" };
    });
  },
};

function importOf(root: string, target: string, external: boolean): Import {
  if (!external) return { kind: "file", file: target };
  if (path.isAbsolute(target)) return { kind: "file", file: path.relative(root, target) };
  if (isBuiltin(target)) return { kind: "node", name: target };
  const [scope = "", name = ""] = target.split("/");
  return { kind: "package", name: scope.startsWith("@") ? `${scope}/${name}` : scope };
}
