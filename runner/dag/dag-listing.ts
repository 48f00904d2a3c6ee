import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DagSpec } from "../../protocol/dag.ts";
import { findDagFiles } from "./dag-files.ts";

/** What a shell offers of a DAG. */
export interface ListedDag {
  readonly id: string;
  readonly description: string | null;
  readonly tasks: readonly string[];
}

export interface DagsToList {
  readonly dags: readonly DagSpec[];
  /** Those with problems can be named as well, and what is wrong is told then. */
  readonly broken: readonly { readonly dagId: string }[];
}

export function listedDags({ dags, broken }: DagsToList): readonly ListedDag[] {
  return [
    ...dags.map(({ id, description, tasks }) => ({
      id,
      description: description ?? null,
      tasks: tasks.map((task) => task.id),
    })),
    ...broken.map(({ dagId }) => ({ id: dagId, description: null, tasks: [] })),
  ];
}

interface Listing {
  /** The files that were read, in the order of `findDagFiles`. */
  readonly files: readonly string[];
  readonly dags: readonly ListedDag[];
}

export interface ListingPlace {
  readonly workspace: string;
  /** Folders of the workspace without DAG files. */
  readonly lakes: readonly string[];
  /** History and logs are there too: what a DAG is depends on the target. */
  readonly stateFolder: string;
}

/**
 * Remembers the names of DAGs and tasks for completion in a shell, which cannot wait until DAG files are evaluated.
 * A workspace that cannot be written goes without.
 */
export async function writeDagListing(place: ListingPlace, dags: DagsToList): Promise<void> {
  const listing: Listing = {
    files: (await findDagFiles(place.workspace, place.lakes)).files,
    dags: listedDags(dags),
  };
  const file = listingFile(place);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(`${file}.${process.pid}`, `${JSON.stringify(listing)}\n`);
    await rename(`${file}.${process.pid}`, file);
  } catch {
    // Completion is a help, no reason to refuse work.
  }
}

/** What was remembered; undefined when a DAG file has changed, come or gone since. */
export async function readDagListing(place: ListingPlace): Promise<readonly ListedDag[] | undefined> {
  const { workspace, lakes } = place;
  try {
    const file = listingFile(place);
    const { files, dags } = JSON.parse(await readFile(file, "utf8")) as Listing;
    const { files: present } = await findDagFiles(workspace, lakes);
    if (present.join("\n") !== files.join("\n")) return undefined;
    const written = (await stat(file)).mtimeMs;
    const changes = await Promise.all(present.map((name) => stat(path.join(workspace, name))));
    return changes.every(({ mtimeMs }) => mtimeMs <= written) ? dags : undefined;
  } catch {
    return undefined;
  }
}

function listingFile({ stateFolder }: ListingPlace): string {
  return path.join(stateFolder, "dags.json");
}
