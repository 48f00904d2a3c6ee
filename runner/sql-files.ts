import { existsSync } from "node:fs";
import path from "node:path";
import type { DagSpec } from "../protocol/dag.ts";
import type { Json } from "../protocol/json.ts";
import { isSqlFile } from "./core/sql-file.ts";

/**
 * The SQL files that tasks and their checks name, by task id, relative to the workspace, each once. Files that are not
 * there are left out: the loader tells of them.
 */
export function sqlFilesOf(dag: DagSpec, workspace: string): Readonly<Record<string, readonly string[]>> {
  const entries = dag.tasks.map(({ id, params, checks }): [string, readonly string[]] => {
    const texts = [params, ...checks.map((check) => check.params)].flatMap(textsOf);
    const files = texts.filter(isSqlFile).flatMap((name) => found(name, dag.position.file, workspace) ?? []);
    return [id, [...new Set(files)]];
  });
  return Object.fromEntries(entries.filter(([, files]) => files.length > 0));
}

function textsOf(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}

/** Beside the DAG file or from the workspace's root, as tasks find it. */
function found(name: string, dagFile: string, workspace: string): string | undefined {
  const folders = [path.posix.dirname(dagFile), "."];
  const files = folders.map((folder) => path.posix.normalize(path.posix.join(folder, name)));
  return files.find((file) => !file.startsWith("..") && existsSync(path.join(workspace, file)));
}
