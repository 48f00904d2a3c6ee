import { type Child, fill } from "../shared/dom.ts";

/** Puts new children in the place of old ones; what had the focus has it again, by its `data-focus`. */
export function refill(element: Element, ...children: readonly (Child | readonly Child[])[]): void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && element.contains(active) ? active.dataset["focus"] : undefined;
  fill(element, ...children);
  if (key === undefined) return;
  for (const candidate of element.querySelectorAll<HTMLElement>("[data-focus]")) {
    if (candidate.dataset["focus"] === key) candidate.focus({ preventScroll: true });
  }
}
