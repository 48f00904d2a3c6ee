import type { GraphDirection } from "../../protocol/webview/graph.ts";
import { type Child, el, fill } from "../shared/dom.ts";
import { button } from "../shared/toolkit.ts";

export interface Toolbar {
  readonly element: HTMLElement;
  show(state: ToolbarState): void;
}

export interface ToolbarState {
  readonly direction: GraphDirection;
  readonly hasGroups: boolean;
  readonly isCollapsed: boolean;
}

export interface ToolbarOptions {
  readonly start: readonly HTMLElement[];
  onRun(): void;
  onDirection(): void;
  onCollapseAll(): void;
  onExpandAll(): void;
  onZoom(factor: number): void;
  onFit(): void;
  onExport(button: HTMLElement): void;
}

export function createToolbar(options: ToolbarOptions): Toolbar {
  const view = el("span", { class: "tools" });
  const exporting = button({
    label: "Export",
    icon: "export",
    look: "icon",
    "aria-haspopup": "menu",
    onclick: () => options.onExport(exporting),
  });
  const shown = { key: "" };
  return {
    element: el(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": "Graph" },
      ...options.start,
      el(
        "span",
        { class: "tools end" },
        view,
        tool("Zoom out", "zoom-out", () => options.onZoom(1 / 1.4)),
        tool("Zoom in", "zoom-in", () => options.onZoom(1.4)),
        tool("Fit the whole graph", "screen-full", options.onFit),
        exporting,
        tool("Run DAG", "run", options.onRun),
      ),
    ),
    show: (state) => {
      const key = JSON.stringify(state);
      if (key === shown.key) return;
      shown.key = key;
      fill(view, viewTools(state, options));
    },
  };
}

function viewTools(state: ToolbarState, options: ToolbarOptions): readonly Child[] {
  const isAcross = state.direction === "LR";
  return [
    state.hasGroups &&
      (state.isCollapsed
        ? tool("Expand all groups", "expand-all", options.onExpandAll)
        : tool("Collapse all groups", "collapse-all", options.onCollapseAll)),
    tool(
      isAcross ? "Draw from top to bottom" : "Draw from left to right",
      isAcross ? "arrow-down" : "arrow-right",
      options.onDirection,
    ),
  ];
}

function tool(label: string, icon: string, onclick: () => void): HTMLElement {
  return button({ label, icon, look: "icon", onclick });
}
