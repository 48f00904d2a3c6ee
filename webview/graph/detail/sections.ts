import type { Json } from "../../../protocol/json.ts";
import type { RenderedSql } from "../../../protocol/rpc/runs.ts";
import { shownName } from "../../../protocol/text/shown-text.ts";
import type { GraphDetail, GraphLoad, GraphTry } from "../../../protocol/webview/graph.ts";
import { type Child, el, icon } from "../../shared/dom.ts";
import { durationText } from "../model/duration-text.ts";
import { logLine } from "../model/log-line.ts";
import { stateName } from "../model/node-facts.ts";
import { checkRows } from "./check-rows.ts";

export interface DetailActions {
  openFile(file: string): void;
  copy(text: string): void;
  openLogs(): void;
  showFailingRows(check: string): void;
}

/** A part of the detail pane. One of one shape for each thing that there is to know of a task. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** What it draws; it is drawn again only when this changes. Undefined: there is no such part. */
  of(detail: GraphDetail): unknown;
  draw(detail: GraphDetail, actions: DetailActions): readonly Child[];
}

const COUNT = new Intl.NumberFormat("en-US");

export const SECTIONS: readonly Section[] = [
  {
    id: "checks",
    title: "Checks",
    of: ({ checks }) => (checks.length === 0 ? undefined : checks),
    draw: ({ checks }, actions) => [checkRows(checks, actions)],
  },
  {
    id: "rows",
    title: "Rows",
    of: ({ loads }) => (loads.length === 0 ? undefined : loads),
    draw: ({ loads }) => [loadTable(loads)],
  },
  {
    id: "log",
    title: "Log",
    of: ({ logTail, hasLog }) => (hasLog ? logTail : undefined),
    draw: ({ logTail }, actions) => [
      el(
        "pre",
        { class: "log", tabindex: 0, role: "group", "aria-label": "End of the log" },
        logTail.map(logLine).join("\n"),
      ),
      el(
        "button",
        { class: "link", type: "button", onclick: () => actions.openLogs() },
        "Open the whole log",
      ),
    ],
  },
  {
    id: "tries",
    title: "Tries",
    of: ({ tries }) => (tries.length === 0 ? undefined : tries),
    draw: ({ tries }) => [el("ol", { class: "tries" }, tries.toReversed().map(tryEntry))],
  },
  {
    id: "sql",
    title: "Rendered SQL",
    of: ({ sql }) => (sql.length === 0 ? undefined : sql),
    draw: ({ sql }, actions) => sql.map((one) => sqlBlock(one, actions)),
  },
  {
    id: "params",
    title: "Parameters",
    of: ({ params }) => (isEmpty(params) ? undefined : params),
    draw: ({ params }) => [
      el(
        "pre",
        { class: "params", tabindex: 0, role: "group", "aria-label": "Parameters" },
        JSON.stringify(params, null, 2),
      ),
    ],
  },
];

function isEmpty(params: Json): boolean {
  return params === null || (typeof params === "object" && Object.keys(params).length === 0);
}

function loadTable(loads: readonly GraphLoad[]): HTMLElement {
  const columns = LOAD_COLUMNS.filter(
    (column) => column === "inserted" || column === "total" || loads.some((load) => (load[column] ?? 0) > 0),
  );
  return el(
    "div",
    { class: "scroll" },
    el(
      "table",
      { class: "table" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col" }, "Table"),
          columns.map((column) => el("th", { scope: "col", class: "number" }, HEADINGS[column])),
        ),
      ),
      el(
        "tbody",
        {},
        loads.map((load) =>
          el(
            "tr",
            {},
            el(
              "th",
              { scope: "row", class: "cut name-cell", title: shownName(load.table) },
              shownName(load.table),
            ),
            columns.map((column) => el("td", { class: "number" }, numberText(load[column]))),
          ),
        ),
      ),
    ),
  );
}

const LOAD_COLUMNS = ["read", "inserted", "updated", "deleted", "rejected", "total"] as const;
const HEADINGS = {
  read: "Read",
  inserted: "Inserted",
  updated: "Updated",
  deleted: "Deleted",
  rejected: "Rejected",
  total: "In table",
} as const;

function numberText(value: number | null): string {
  return value === null ? "–" : COUNT.format(value);
}

function tryEntry({ tryNumber, startedAt, endedAt, outcome, error }: GraphTry): HTMLElement {
  const took = endedAt === null ? "running" : durationText(endedAt - startedAt);
  return el(
    "li",
    {},
    el(
      "div",
      {},
      `Try ${tryNumber} · ${outcome === null ? "running" : stateName(outcome)} · ${timeText(startedAt)}`,
      endedAt === null ? null : ` · ${took}`,
    ),
    error !== null && el("div", { class: "problem" }, error),
  );
}

/** Local date and time, as the rest of the editor has them. */
function timeText(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

function sqlBlock({ param, file, text, problem }: RenderedSql, actions: DetailActions): HTMLElement {
  return el(
    "div",
    { class: "sql" },
    el(
      "div",
      { class: "row sql-head" },
      el("span", { class: "quiet" }, shownName(param)),
      file !== null &&
        el(
          "button",
          { class: "link cut", type: "button", onclick: () => actions.openFile(file) },
          shownName(file),
        ),
      problem === undefined &&
        el(
          "button",
          {
            class: "icon-button",
            type: "button",
            title: "Copy SQL",
            "aria-label": `Copy SQL of ${shownName(param)}`,
            onclick: () => actions.copy(text),
          },
          icon("copy"),
        ),
    ),
    problem === undefined
      ? el("pre", { tabindex: 0, role: "group", "aria-label": `SQL of ${shownName(param)}` }, text)
      : el("p", { class: "problem" }, problem),
  );
}
