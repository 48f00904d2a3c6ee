import {
  type ColumnView,
  listColumns,
  listLake,
  listRelations,
  listSchemas,
  type RelationView,
} from "../../../protocol/rpc/connections.ts";
import type { ResultOf } from "../../../protocol/rpc/message.ts";
import type { RunnerClient } from "../../runner-client.ts";
import { errorText } from "../../runner-error.ts";
import type { CatalogWhat } from "./catalog-what.ts";

/** What was found when somebody looked, or why nothing could be. */
export type Found =
  | { readonly kind: "schemas"; readonly schemas: readonly string[] }
  | { readonly kind: "relations"; readonly relations: readonly RelationView[] }
  | { readonly kind: "columns"; readonly columns: readonly ColumnView[] }
  | { readonly kind: "lake"; readonly page: ResultOf<typeof listLake>; readonly limit: number }
  | { readonly kind: "error"; readonly message: string };

/** By `catalogKey`. */
export type Catalog = ReadonlyMap<string, Found>;

export async function look({ request }: Pick<RunnerClient, "request">, what: CatalogWhat): Promise<Found> {
  try {
    switch (what.kind) {
      case "schemas":
        return { kind: "schemas", schemas: await request(listSchemas, { connection: what.connection }) };
      case "relations": {
        const { connection, schema } = what;
        return { kind: "relations", relations: await request(listRelations, { connection, schema }) };
      }
      case "columns": {
        const { connection, schema, relation } = what;
        return { kind: "columns", columns: await request(listColumns, { connection, schema, relation }) };
      }
      case "lake": {
        const { connection, prefix, limit } = what;
        return { kind: "lake", page: await request(listLake, { connection, prefix, limit }), limit };
      }
      default:
        return what satisfies never;
    }
  } catch (error) {
    return { kind: "error", message: errorText(error) };
  }
}
