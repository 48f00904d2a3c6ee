import { el, fill } from "./dom.ts";
import { progressRing } from "./toolkit.ts";

/** In place of a form that cannot be filled in yet, and why. */
export function showWaiting(root: HTMLElement, text: string): void {
  fill(root, el("div", { class: "waiting" }, progressRing("Waiting"), el("p", {}, text)));
}

/** Makes fields anew; the one that had the focus, by its id, has it again. */
export function keepingFocus<T>(make: () => T): T {
  const focused = document.activeElement?.id;
  const made = make();
  if (focused) document.getElementById(focused)?.focus();
  return made;
}
