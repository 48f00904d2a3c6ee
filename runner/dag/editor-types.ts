import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { packageRoot } from "../package-root.ts";

export interface EditorTypes {
  /** What the author should do for completion to work, when there is something to do. */
  readonly hint?: string;
}

const ENTRY = "./.millrace/types/millrace.d.ts";

/**
 * Gives editors the types of `import … from "millrace"` and the schema of `millrace.json` without an installation:
 * writes them into the workspace's `.millrace/types`, and a `tsconfig.json` that points there if the workspace has
 * none. Files that are right already are left alone. `types` is where they come from.
 */
export async function writeEditorTypes(
  workspace: string,
  types: string = path.join(packageRoot(), "dist", "types"),
): Promise<EditorTypes> {
  // Only when Millrace runs from its repository without having been built.
  if (!existsSync(types)) return { hint: "Build Millrace for completion in DAG files: npm run build." };
  try {
    const target = path.join(workspace, ".millrace", "types");
    for (const file of await ownFiles(types))
      await put(path.join(target, file), await readFile(path.join(types, file), "utf8"));
    return await offerTsconfig(path.join(workspace, "tsconfig.json"));
  } catch (error) {
    // Completion is a help; a workspace that cannot be written is no reason to refuse work.
    return { hint: `No types for the editor: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Files of the workspace's `.millrace/types` that are not as this Millrace has them, relative to it. */
export async function staleEditorFiles(
  workspace: string,
  types: string = path.join(packageRoot(), "dist", "types"),
): Promise<readonly string[]> {
  if (!existsSync(types)) return [];
  const stale: string[] = [];
  for (const file of await ownFiles(types)) {
    const present = await readFile(path.join(workspace, ".millrace", "types", file), "utf8").catch(() => "");
    if (present !== (await readFile(path.join(types, file), "utf8"))) stale.push(file);
  }
  return stale;
}

async function ownFiles(types: string): Promise<readonly string[]> {
  const files = await readdir(types, { recursive: true });
  return files.filter((file) => file.endsWith(".d.ts") || file.endsWith(".schema.json"));
}

async function offerTsconfig(file: string): Promise<EditorTypes> {
  const present = await readFile(file, "utf8").catch(() => undefined);
  if (present === undefined) {
    await writeFile(file, `${JSON.stringify(TSCONFIG, undefined, 2)}\n`, { flag: "wx" });
    return {};
  }
  if (present.includes(ENTRY)) return {};
  return {
    hint: `For completion in DAG files, add "paths": { "millrace": ["${ENTRY}"] } to compilerOptions in tsconfig.json.`,
  };
}

const TSCONFIG = {
  compilerOptions: {
    target: "ES2024",
    lib: ["ES2024", "DOM"],
    module: "ESNext",
    moduleResolution: "bundler",
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    paths: { millrace: [ENTRY] },
  },
  include: ["**/*.ts"],
};

async function put(file: string, text: string): Promise<void> {
  if ((await readFile(file, "utf8").catch(() => undefined)) === text) return;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
