import { createHash } from "node:crypto";
import type { LakeObject } from "../connections/lake.ts";
import type { Column } from "../connections/warehouse.ts";
import type { EncodeOptions } from "./column-encoder.ts";
import type { Mapping } from "./map-columns.ts";

/** What the content of a shared staging table depends on, and whether it can be loaded at all. */
export interface StagingInput {
  readonly objects: readonly LakeObject[];
  readonly columns: readonly Column[];
  readonly mapping: Mapping;
  readonly options: EncodeOptions;
  readonly maxErrors: number;
}

/** Changes whenever a load of the input could give another table, or none. */
export function fingerprintOf({ objects, columns, mapping, options, maxErrors }: StagingInput): string {
  const hash = createHash("sha256");
  const how =
    mapping.kind === "auto" ? { ignoreCase: mapping.ignoreCase } : { jsonpaths: mapping.source.text };
  hash.update(JSON.stringify([how, columns, options, maxErrors]));
  for (const { key, size, etag } of objects) hash.update(`\n${JSON.stringify([key, size, etag])}`);
  return hash.digest("hex");
}

/** The fingerprint as the ledger keeps it: with the rows that the table had after the load. */
export function ledgerFingerprint(fingerprint: string, total: number): string {
  return `${fingerprint}:${total}`;
}

/** How many rows the table must still have for the load with this fingerprint to be done; undefined: not loaded. */
export function rowsLoadedBefore(recorded: string | undefined, fingerprint: string): number | undefined {
  const [hash, total] = recorded?.split(":") ?? [];
  return hash === fingerprint && total !== undefined ? Number(total) : undefined;
}
