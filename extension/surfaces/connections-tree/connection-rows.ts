import type { ConnectionView } from "../../../protocol/rpc/connections.ts";
import type { TargetView } from "../../../protocol/rpc/workspace.ts";
import { connectionIcon } from "../../connection-icon.ts";
import type { TestedConnection } from "../../connection-tests.ts";
import type { DockerNews } from "../../docker-news.ts";
import { joined } from "../../text/joined.ts";
import { ago, dayAndTime } from "../../text/time.ts";
import { lines } from "../../trees/parts.ts";
import type { RowIcon, TreeRow } from "../../trees/tree-row.ts";
import type { Catalog } from "./catalog.ts";
import { foundChildren } from "./catalog-rows.ts";
import { type CatalogWhat, LAKE_PAGE } from "./catalog-what.ts";

export interface ConnectionsShown {
  readonly target: TargetView | null;
  readonly hasTargets: boolean;
  /** Undefined until the runner has told; a text when it could not. */
  readonly connections: readonly ConnectionView[] | string | undefined;
  readonly catalog: Catalog;
  readonly tested: (connection: string) => TestedConnection | undefined;
  readonly docker: (connection: string) => DockerNews | undefined;
  readonly now: number;
}

/** The target, and every connection of `millrace.json` with what is in it. */
export function connectionRows(shown: ConnectionsShown): readonly TreeRow<CatalogWhat>[] {
  const { connections, target, hasTargets } = shown;
  const targets = hasTargets ? [targetRow(target)] : [];
  if (connections === undefined) {
    return [...targets, { key: "loading", label: "Loading…", icon: { icon: "loading~spin" } }];
  }
  if (typeof connections === "string") return [...targets, errorRow(connections)];
  const rows = connections.map((connection) => connectionRow(shown, connection));
  return [...targets, ...rows, ...(connections.every(isBuiltIn) ? [ADD_ROW] : [])];
}

/** One that needs nothing but this machine: where there is no other, somebody may look for the way to the first. */
function isBuiltIn({ type }: ConnectionView): boolean {
  return type === "embedded" || type === "files";
}

const ADD_ROW: TreeRow<never> = {
  key: "add",
  label: "Add Connection…",
  description: "to Postgres or S3",
  icon: { icon: "add" },
  tooltip: [
    "Pipelines can work on any Postgres server, and read from S3.",
    "The form tests before it saves.",
  ],
  click: { kind: "command", command: "millrace.addConnection" },
};

function errorRow(message: string): TreeRow<CatalogWhat> {
  return {
    key: "error",
    label: message,
    icon: { icon: "error", color: "testing.iconFailed" },
    tooltip: [message, "Click to try again."],
    click: { kind: "command", command: "millrace.refresh" },
  };
}

/** A click chooses another. */
function targetRow(target: TargetView | null): TreeRow<CatalogWhat> {
  const isProduction = target?.production === true;
  return {
    key: "target",
    label: target === null ? "No target chosen" : `Target ${target.name}`,
    description: joined([
      isProduction && "production",
      target?.readOnly === true && "read-only",
      target?.description,
    ]),
    icon: isProduction
      ? { icon: "target", color: "statusBarItem.errorBackground" }
      : { icon: "target", color: "charts.green" },
    tooltip: lines([
      target === null ? "Names stand for the connections themselves" : `Target ${target.name}`,
      target?.description,
      isProduction && "Production: writing on it is asked for by name",
      target?.readOnly === true && "Read-only: nothing is written on it",
      "Click to choose another.",
    ]),
    click: { kind: "command", command: "millrace.selectTarget" },
  };
}

function connectionRow(
  { catalog, tested: testedOf, docker, now }: ConnectionsShown,
  connection: ConnectionView,
): TreeRow<CatalogWhat> {
  const { name, type, kind, place, readOnly, standsFor } = connection;
  const tested = testedOf(name);
  const news = docker(name);
  const other = standsFor.filter((logical) => logical !== name);
  const what: CatalogWhat =
    kind === "warehouse"
      ? { kind: "schemas", connection: name }
      : { kind: "lake", connection: name, prefix: "", limit: LAKE_PAGE };
  return {
    key: `connection ${name}`,
    label: name,
    icon: iconOf(connection, tested),
    spokenState: kind,
    description: joined([
      // First: a narrow tree cuts off the rest.
      news !== undefined && `${news.done} ${ago(news.at, now)}`,
      type,
      place,
      readOnly && "read-only",
      other.length > 0 && `is ${other.join(", ")}`,
      testText(tested, now),
    ]),
    tooltip: lines([
      `${name}: ${type} ${kind}`,
      place,
      readOnly && "Read-only",
      standsFor.length > 0 && `On the chosen target it is ${standsFor.join(", ")}`,
      news !== undefined && `Docker's ${news.service}: ${news.done} ${dayAndTime(news.at)}, in this window`,
      tested === undefined ? "Not tested in this window yet" : `Tested ${dayAndTime(tested.at)}`,
      ...(tested?.lines ?? []),
    ]),
    words: [
      "connection",
      ...(kind === "warehouse" ? ["warehouse"] : []),
      ...(type === "postgres" ? ["postgres"] : []),
      "named",
    ],
    subject: { connection: name, name },
    children: foundChildren(catalog, what),
  };
}

/** One that nobody has tested is no news: it may well be in use. */
function testText(tested: TestedConnection | undefined, now: number): string | undefined {
  if (tested === undefined) return undefined;
  return tested.isOk ? `tested ${ago(tested.at, now)}` : `test failed ${ago(tested.at, now)}`;
}

function iconOf(connection: ConnectionView, tested: TestedConnection | undefined): RowIcon {
  if (tested?.isOk === false) return { icon: "error", color: "testing.iconFailed" };
  return tested === undefined
    ? { icon: connectionIcon(connection) }
    : { icon: "pass", color: "testing.iconPassed" };
}
