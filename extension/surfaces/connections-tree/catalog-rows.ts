import type { ColumnView, RelationView } from "../../../protocol/rpc/connections.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { formatBytes } from "../../../protocol/text/format-bytes.ts";
import { joined } from "../../text/joined.ts";
import { lines } from "../../trees/parts.ts";
import type { RowChildren, TreeRow } from "../../trees/tree-row.ts";
import type { Catalog, Found } from "./catalog.ts";
import { type CatalogWhat, catalogKey, LAKE_PAGE } from "./catalog-what.ts";

/** What was found there, or that somebody has to look first. */
export function foundChildren(catalog: Catalog, what: CatalogWhat): RowChildren<CatalogWhat> {
  const found = catalog.get(catalogKey(what));
  if (found === undefined) return { kind: "lazy", what };
  if (found.kind === "error") return { kind: "rows", rows: failureRows(found.message, what.connection) };
  if (found.kind === "lake") return lakeRows(catalog, what, found);
  const rows = rowsOf(catalog, what, found);
  return { kind: "rows", rows: rows.length > 0 ? rows : [nothingRow(what)] };
}

/** What is wrong, and the way to find out more. */
function failureRows(message: string, connection: string): readonly TreeRow<CatalogWhat>[] {
  return [
    {
      key: "error",
      label: message,
      icon: { icon: "error", color: "testing.iconFailed" },
      tooltip: [message, "Click to try again."],
      click: { kind: "command", command: "millrace.refresh" },
    },
    {
      key: "test",
      label: "Test the connection",
      icon: { icon: "debug-disconnect" },
      subject: { connection },
      click: { kind: "command", command: "millrace.testConnection" },
    },
  ];
}

function rowsOf(
  catalog: Catalog,
  what: CatalogWhat,
  found: Exclude<Found, { readonly kind: "error" | "lake" }>,
): readonly TreeRow<CatalogWhat>[] {
  const { connection } = what;
  switch (found.kind) {
    case "schemas":
      return found.schemas.map((schema) => ({
        key: schema,
        label: schema,
        icon: { icon: "symbol-namespace" },
        spokenState: "schema",
        tooltip: [`Schema ${schema}`],
        words: ["named"],
        subject: { connection, schema, name: schema },
        children: foundChildren(catalog, { kind: "relations", connection, schema }),
      }));
    case "relations": {
      const schema = what.kind === "relations" ? what.schema : "";
      return found.relations.map((relation) => relationRow(catalog, connection, schema, relation));
    }
    case "columns":
      return found.columns.map(columnRow);
    default:
      return found satisfies never;
  }
}

function relationRow(
  catalog: Catalog,
  connection: string,
  schema: string,
  { name, kind, rowEstimate }: RelationView,
): TreeRow<CatalogWhat> {
  return {
    key: name,
    label: name,
    icon: { icon: kind === "view" || kind === "materialized view" ? "eye" : "table" },
    spokenState: kind,
    description: joined([
      kind !== "table" && kind,
      rowEstimate !== null && `about ${counted(Math.round(rowEstimate), "row")}`,
    ]),
    tooltip: lines([
      `${schema}.${name}: ${kind}`,
      rowEstimate === null
        ? undefined
        : `About ${counted(Math.round(rowEstimate), "row")}, as the server estimates`,
    ]),
    words: ["relation", "named"],
    subject: { connection, schema, table: name, name },
    children: foundChildren(catalog, { kind: "columns", connection, schema, relation: name }),
  };
}

function columnRow({ name, type, nullable, isKey }: ColumnView): TreeRow<CatalogWhat> {
  return {
    key: name,
    label: name,
    icon: { icon: isKey ? "key" : "symbol-field" },
    spokenState: isKey ? "key column" : "column",
    description: joined([type, !nullable && "not null"]),
    tooltip: lines([
      `${name} ${type}`,
      isKey && "Part of the primary key",
      nullable ? "May be NULL" : "Never NULL",
    ]),
    words: ["named"],
    subject: { name },
  };
}

function lakeRows(
  catalog: Catalog,
  what: CatalogWhat,
  { page, limit }: Extract<Found, { readonly kind: "lake" }>,
): RowChildren<CatalogWhat> {
  const { connection } = what;
  const prefix = what.kind === "lake" ? what.prefix : "";
  const folders = page.folders.map((folder) => ({
    key: `folder ${folder}`,
    label: below(prefix, folder).replace(/\/$/, ""),
    icon: { icon: "folder" },
    spokenState: "folder",
    tooltip: [folder],
    words: ["named"],
    subject: { name: folder },
    children: foundChildren(catalog, { kind: "lake", connection, prefix: folder, limit: LAKE_PAGE }),
  }));
  const objects = page.objects.map(({ key, bytes }) => ({
    key: `object ${key}`,
    label: below(prefix, key),
    icon: { icon: "file" },
    spokenState: "object",
    description: formatBytes(bytes),
    tooltip: [key, formatBytes(bytes)],
    words: ["named"],
    subject: { name: key },
  }));
  const rows = [...folders, ...objects];
  if (rows.length === 0 && !page.hasMore) return { kind: "rows", rows: [nothingRow(what)] };
  const more: CatalogWhat = { kind: "lake", connection, prefix, limit: 2 * limit };
  return { kind: "rows", rows, ...(page.hasMore && { more }) };
}

function below(prefix: string, key: string): string {
  return key.startsWith(prefix) ? key.slice(prefix.length) : key;
}

function nothingRow(what: CatalogWhat): TreeRow<CatalogWhat> {
  const names = { schemas: "schemas", relations: "tables", columns: "columns", lake: "objects" } as const;
  return { key: "nothing", label: `No ${names[what.kind]}` };
}
