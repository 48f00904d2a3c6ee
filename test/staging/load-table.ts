import type { LakeObject } from "../../runner/connections/lake.ts";
import type { Warehouse } from "../../runner/connections/warehouse.ts";
import { type Copied, copyObjects, DataRefused } from "../../runner/staging/copy-objects.ts";
import { mapColumns } from "../../runner/staging/map-columns.ts";
import { DEFAULTS } from "./encode-one.ts";
import { memoryLake } from "./memory-lake.ts";

export interface TableLoad {
  /** Makes the table, whose name is `t` unless it is said. */
  readonly create: string;
  readonly table?: string;
  readonly contents: Readonly<Record<string, string>>;
  readonly columns?: readonly string[];
  readonly maxErrors?: number;
  readonly select?: string;
}

export interface LoadedTable {
  readonly counts: Copied["counts"];
  readonly rejects: readonly (readonly [line: number, column: string | null, reason: string])[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Loads files into a new table and rolls all of it back. */
export async function loadTable(warehouse: Warehouse, load: TableLoad): Promise<LoadedTable> {
  const { create, table = "t", contents, columns, maxErrors = 0, select = "SELECT * FROM t" } = load;
  const lake = memoryLake(contents);
  const objects: LakeObject[] = [];
  for await (const object of lake.list("")) objects.push(object);
  const loaded: { result?: LoadedTable } = {};
  const undone = new Error("rolled back");
  const work = warehouse.transaction({}, async (tx) => {
    await tx.script(create);
    const ref = { schema: null, name: table };
    const described = (await tx.describeTable(ref)) ?? [];
    const mapped = mapColumns(table, described, columns, { kind: "auto", ignoreCase: false });
    const job = { lake, objects, mapped, options: DEFAULTS, maxErrors };
    const { counts, progress } = await copyObjects(tx, ref, job);
    const rejects = progress.rejects.kept.map(
      ({ place, column, reason }) => [place.line, column, reason] as const,
    );
    loaded.result = { counts, rejects, rows: (await tx.query(select)).rows };
    throw undone;
  });
  await work.catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  return loaded.result as LoadedTable;
}

/** What a load is refused for, and the last of the records that would be kept. */
export async function refusal(
  warehouse: Warehouse,
  load: TableLoad,
): Promise<{
  readonly message: string;
  readonly record: string | undefined;
  readonly reason: string | undefined;
}> {
  try {
    await loadTable(warehouse, load);
  } catch (error) {
    if (!(error instanceof DataRefused)) throw error;
    const last = error.progress.rejects.kept.at(-1);
    return { message: error.error.message, record: last?.record, reason: last?.reason };
  }
  throw new Error("It was loaded.");
}
