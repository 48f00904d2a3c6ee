import { rpcNotification, rpcRequest } from "./message.ts";

export interface ConnectionView {
  readonly name: string;
  /** `embedded`, `postgres`, `redshift`, `s3`, `files`. */
  readonly type: string;
  readonly kind: "warehouse" | "lake";
  /** Where it goes, without secrets. */
  readonly place: string;
  readonly readOnly: boolean;
  /** Names that stand for it on the chosen target. */
  readonly standsFor: readonly string[];
  /**
   * The name by which SQL reaches it on the chosen target (`ExecuteSqlParams.connection`); null when its own name
   * stands for another connection there, and no name for it.
   */
  readonly reachedBy: string | null;
}

/** All of `millrace.json` in its order, after `warehouse` and `lake`, which are there without it too. */
export const listConnections = rpcRequest<Record<string, never>, readonly ConnectionView[]>(
  "connections/list",
);

export interface TestStepView {
  readonly step: string;
  readonly outcome: "ok" | "failed" | "skipped" | "not reached";
  /** What was found; why it was skipped; what is wrong, and what to do. */
  readonly text: string;
  readonly next?: string;
  /** Of one that failed: the path in the connection of the setting to look at first, where it is known. */
  readonly setting?: readonly string[];
  readonly milliseconds: number;
}

/** Takes the steps one after another; each is told by `connectionTestStep` before this comes back. */
export const testConnection = rpcRequest<
  { readonly requestId: string; readonly name: string },
  readonly TestStepView[]
>("connections/test");

export const connectionTestStep = rpcNotification<{
  readonly requestId: string;
  readonly step: TestStepView;
}>("connections/testStep");

/**
 * Schemas of a warehouse that are neither the server's own nor those of runs that are at work. `connection` is here, and
 * below, the name in `millrace.json`.
 */
export const listSchemas = rpcRequest<{ readonly connection: string }, readonly string[]>("catalog/schemas");

export interface RelationView {
  readonly name: string;
  readonly kind: "table" | "view" | "materialized view" | "foreign table";
  /** The server's estimate; null where it has none. */
  readonly rowEstimate: number | null;
}

/** Tables and views of a schema, by name. */
export const listRelations = rpcRequest<
  { readonly connection: string; readonly schema: string },
  readonly RelationView[]
>("catalog/relations");

export interface ColumnView {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly isKey: boolean;
}

/** In table order; empty when there is no such relation. */
export const listColumns = rpcRequest<
  { readonly connection: string; readonly schema: string; readonly relation: string },
  readonly ColumnView[]
>("catalog/columns");

/** A lake's folders and objects under a prefix, one level, as many as `limit`. */
export const listLake = rpcRequest<
  { readonly connection: string; readonly prefix: string; readonly limit: number },
  {
    readonly folders: readonly string[];
    readonly objects: readonly { readonly key: string; readonly bytes: number }[];
    readonly hasMore: boolean;
  }
>("catalog/lake");

export interface FindingView {
  readonly name: string;
  readonly health: "ok" | "warning" | "problem" | "skipped";
  readonly text: string;
  readonly next?: string;
}

export const doctor = rpcRequest<{ readonly requestId: string }, readonly FindingView[]>("doctor");
