import { realpath } from "node:fs/promises";
import type { DagSpec } from "../../protocol/dag.ts";
import { formatPosition, type Problem } from "../../protocol/problem.ts";
import type { Config } from "../config/config.ts";
import { type Bundle, bundleDagFile } from "./bundle.ts";
import type { BundleStore } from "./bundle-store.ts";
import { findDagFiles } from "./dag-files.ts";
import { nestedWorkspace } from "./nested-workspace.ts";
import { type ReadFile, readFileResult } from "./read-file.ts";
import type { Reading } from "./reading.ts";
import type { Registries } from "./registries.ts";
import { sandbox } from "./sandbox-process.ts";

export interface LoadRequest {
  /** Absolute path. */
  readonly workspace: string;
  /** Workspace-relative, forward slashes. Default: every `*.dag.ts` of the workspace. */
  readonly files?: readonly string[];
  readonly registries: Registries;
  readonly config: Config;
  /** Gets the bundles of files whose tasks run code. */
  readonly bundles?: BundleStore;
}

export interface LoadedDags {
  /** The DAGs without errors, by file and place. */
  readonly dags: readonly DagSpec[];
  /** Sorted by place. */
  readonly problems: readonly Problem[];
  /** DAGs that have an id and errors. */
  readonly broken: readonly { readonly dagId: string; readonly file: string }[];
  /** Folders that are workspaces of their own, relative to this one; a problem tells of each. */
  readonly nested: readonly string[];
  /** What files wrote with `console` while they were read. */
  readonly output: readonly { readonly file: string; readonly lines: readonly string[] }[];
}

/**
 * Reads DAG files. None of their code runs in this process: each is evaluated in a sandboxed child process, and
 * every mistake of every file is a problem with its place. Rejects only when the workspace cannot be read.
 */
export async function loadDags(request: LoadRequest): Promise<LoadedDags> {
  const workspace = await realpath(request.workspace);
  const { config, registries } = request;
  const { files, nested } =
    request.files === undefined
      ? await findDagFiles(workspace, lakeFolders(config))
      : { files: request.files, nested: [] };
  const bundled = await Promise.all(
    files.map(async (file) => ({ file, ...(await bundleDagFile(workspace, file)) })),
  );
  const box = sandbox(config.loader);
  const read: (ReadFile & { readonly file: string; readonly bundle?: Bundle })[] = [];
  try {
    for (const { file, bundle, problems } of bundled) {
      if (bundle === undefined) {
        read.push({ file, dags: [], problems, output: [] });
        continue;
      }
      const reading: Reading = { workspace, dagFile: file, config, registries };
      const result = readFileResult(await box.evaluate(bundle), bundle, reading);
      if (result.dags.some(({ spec }) => hasCode(spec))) request.bundles?.add(bundle);
      read.push({ file, ...result });
    }
  } finally {
    box.close();
  }
  return collect(read, nested);
}

/** The folders of the workspace's lakes. */
export function lakeFolders({ connections }: Config): readonly string[] {
  return Object.values(connections).flatMap((connection) =>
    connection.type === "files" ? connection.path : [],
  );
}

function hasCode(spec: DagSpec): boolean {
  return spec.tasks.some(({ code }) => code !== undefined);
}

function collect(
  read: readonly (ReadFile & { readonly file: string })[],
  nested: readonly string[],
): LoadedDags {
  const all = read.flatMap(({ file, dags }) => dags.map((dag) => ({ ...dag, file })));
  const clashes = duplicateIds(all.map(({ spec }) => spec));
  const clashing = new Set(clashes.map(({ dagId }) => dagId));
  const isBroken = (dag: (typeof all)[number]): boolean => dag.isBroken || clashing.has(dag.spec.id);
  const broken = all.filter((dag) => isBroken(dag) && dag.spec.id !== "");
  return {
    dags: all.filter((dag) => !isBroken(dag)).map(({ spec }) => spec),
    problems: sorted([
      ...nested.map(nestedWorkspace),
      ...read.flatMap(({ problems }) => problems),
      ...clashes,
    ]),
    broken: broken.map(({ spec, file }) => ({ dagId: spec.id, file })),
    nested,
    output: read.flatMap(({ file, output }) => (output.length === 0 ? [] : [{ file, lines: output }])),
  };
}

/** Told at every DAG but the first of an id. None of them is used: which one is meant is not known. */
function duplicateIds(specs: readonly DagSpec[]): readonly Problem[] {
  const first = new Map<string, DagSpec>();
  return specs.flatMap((spec): Problem[] => {
    const before = first.get(spec.id);
    if (before === undefined || spec.id === "") {
      first.set(spec.id, spec);
      return [];
    }
    return [
      {
        severity: "error",
        code: "duplicate-dag",
        message: `The DAG id "${spec.id}" is taken already, at ${formatPosition(before.position)}.`,
        next: "Give one of the DAGs another id.",
        position: spec.position,
        dagId: spec.id,
      },
    ];
  });
}

/** By place; one of several equal problems (a SQL file that two tasks use) is enough. */
function sorted(problems: readonly Problem[]): readonly Problem[] {
  const keyed = new Map(
    problems.map((problem) => {
      const { file = "", line = 0, column = 0 } = problem.position ?? {};
      return [JSON.stringify([file, line, column, problem.code, problem.message]), problem];
    }),
  );
  return [...keyed.values()].sort((a, b) => comparePlaces(a, b));
}

function comparePlaces({ position: a }: Problem, { position: b }: Problem): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
