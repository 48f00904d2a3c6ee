import { type Child, el, fill, icon } from "../shared/dom.ts";
import { button } from "../shared/toolkit.ts";
import { countText } from "./model/node-facts.ts";

export interface Partial {
  readonly shown: number;
  readonly all: number;
  /** Tasks that a button would add around the selected one. */
  readonly canGrow: boolean;
}

/** Said above a graph that is not drawn whole. Empty for one that is. */
export function partialNotice(
  partial: Partial | null,
  actions: { onAll(): void; onNeighbours(): void },
): readonly Child[] {
  if (partial === null) return [];
  const { shown, all, canGrow } = partial;
  return [
    el("span", {}, `Showing ${shown.toLocaleString("en-US")} of ${countText(all, "task")}.`),
    canGrow && button({ label: "Show neighbours", onclick: actions.onNeighbours }),
    button({ label: `Show all ${countText(all, "task")}`, onclick: actions.onAll }),
  ];
}

/** Fills the whole page instead of a graph. */
export function showMessage(
  element: HTMLElement,
  tone: "wait" | "info" | "error",
  text: string,
  action?: { readonly label: string; readonly onPick: () => void },
): void {
  const name = { wait: "loading codicon-modifier-spin", info: "info", error: "error" }[tone];
  fill(
    element,
    icon(name),
    el("p", { class: "wrap", role: tone === "error" ? "alert" : "status" }, text),
    action !== undefined && button({ label: action.label, onclick: action.onPick }),
  );
}
