/** What can be looked into: a warehouse, a schema, a table, a folder of a lake. */
export type CatalogWhat =
  | { readonly kind: "schemas"; readonly connection: string }
  | { readonly kind: "relations"; readonly connection: string; readonly schema: string }
  | {
      readonly kind: "columns";
      readonly connection: string;
      readonly schema: string;
      readonly relation: string;
    }
  /** `limit`: folders and objects together, from the first. */
  | { readonly kind: "lake"; readonly connection: string; readonly prefix: string; readonly limit: number };

/** Of one thing that can be looked into, however much of it. */
export function catalogKey(what: CatalogWhat): string {
  switch (what.kind) {
    case "schemas":
      return JSON.stringify([what.kind, what.connection]);
    case "relations":
      return JSON.stringify([what.kind, what.connection, what.schema]);
    case "columns":
      return JSON.stringify([what.kind, what.connection, what.schema, what.relation]);
    case "lake":
      return JSON.stringify([what.kind, what.connection, what.prefix]);
    default:
      return what satisfies never;
  }
}

/** Of a lake's folder at first; each "Load more" asks for twice as many. */
export const LAKE_PAGE = 50;
