/**
 * Makes `dist/types/`: the declarations that give editors completion and docs for `import … from "millrace"`, and
 * the JSON Schema that gives the same for `millrace.json`.
 * Node runs this file as it stands: `node scripts/build-types.ts`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { configJsonSchema } from "../runner/config/config.ts";
import { packageRoot } from "../runner/package-root.ts";

const API = "runner/dag/authoring/api.d.ts";
const SCHEMA_FILE = "millrace.schema.json";

/** Writes declarations and schema into an emptied folder. Throws with the compiler's words when they do not compile. */
export function buildTypes(root: string, outdir: string): readonly string[] {
  const emitted = mkdtempSync(path.join(tmpdir(), "millrace-types-"));
  try {
    emit(root, emitted);
    const files = reachable(emitted, API);
    rmSync(outdir, { recursive: true, force: true });
    for (const [file, text] of files) {
      mkdirSync(path.dirname(path.join(outdir, file)), { recursive: true });
      writeFileSync(path.join(outdir, file), text);
    }
    const entry = `export * from "./${API.replace(/\.d\.ts$/, ".js")}";\n`;
    writeFileSync(path.join(outdir, "millrace.d.ts"), entry);
    writeFileSync(path.join(outdir, SCHEMA_FILE), `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
    return ["millrace.d.ts", SCHEMA_FILE, ...files.keys()];
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
}

function emit(root: string, outDir: string): void {
  const typescript = path.dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
  const options = [
    ...["--ignoreConfig", "--declaration", "--emitDeclarationOnly", "--strict", "--skipLibCheck"],
    ...["--exactOptionalPropertyTypes", "--allowImportingTsExtensions", "--types", "node"],
    ...[
      "--target",
      "es2024",
      "--lib",
      "es2024,dom",
      "--module",
      "nodenext",
      "--moduleResolution",
      "nodenext",
    ],
    ...["--rootDir", root, "--outDir", outDir, path.join(root, API.replace(/\.d\.ts$/, ".ts"))],
  ];
  const args = [path.join(typescript, "bin", "tsc"), ...options];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`The types do not compile:\n${stdout}`);
}

/** The declarations that the entry leads to, with imports that any editor setting resolves. */
function reachable(folder: string, entry: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    const text = readFileSync(path.join(folder, file), "utf8");
    for (const [, specifier = ""] of text.matchAll(/(?:from|import\()\s*"(\..*?)\.ts"/g)) {
      open.push(path.posix.join(path.posix.dirname(file), `${specifier}.d.ts`));
    }
    files.set(file, text.replace(/((?:from|import\()\s*"\..*?)\.ts"/g, '$1.js"'));
  }
  return files;
}

if (import.meta.main) {
  const root = packageRoot();
  const files = buildTypes(root, path.join(root, "dist", "types"));
  console.log(`dist/types: ${files.length} files`);
}
