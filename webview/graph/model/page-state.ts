import type { GraphDirection, GraphSubject } from "../../../protocol/webview/graph.ts";
import type { Scope } from "./scope.ts";

/** Where one looks at the graph from: scale and shift. */
export interface View {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** What the page keeps when it is hidden, and the editor over its own restarts. */
export interface PageState {
  /** The extension finds the panel's DAG in it after a reload. */
  readonly subject: GraphSubject | null;
  readonly direction: GraphDirection;
  /** Undefined until the DAG was seen: how it opens depends on its size. */
  readonly scope: Scope | undefined;
  readonly collapsed: readonly string[];
  /** Task or group: a key of a node. */
  readonly selected: string | null;
  /** Undefined: fitted. */
  readonly view: View | undefined;
  /** Share of the page that the detail pane takes, in percent. */
  readonly detailSize: number;
  /** Sections of the detail pane that are closed. */
  readonly closed: readonly string[];
}

export const FIRST_STATE: PageState = {
  subject: null,
  direction: "LR",
  scope: undefined,
  collapsed: [],
  selected: null,
  view: undefined,
  detailSize: 34,
  closed: ["params"],
};

/** What was kept, as far as it is one: it may come from an earlier version. */
export function readState(kept: unknown): PageState {
  if (typeof kept !== "object" || kept === null) return FIRST_STATE;
  const state = { ...FIRST_STATE, ...(kept as Partial<PageState>) };
  const isUsable =
    (state.direction === "LR" || state.direction === "TD") &&
    Array.isArray(state.collapsed) &&
    Array.isArray(state.closed) &&
    typeof state.detailSize === "number" &&
    (state.scope === undefined || state.scope.kind === "all" || Array.isArray(state.scope.seeds));
  return isUsable ? state : FIRST_STATE;
}
