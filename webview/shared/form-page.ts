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

/**
 * What it gives calls at once, or, while a button of the mouse is down in the element, when it was let go: a click comes
 * to nothing if what it began on moves before it ends.
 */
export function afterPress(element: HTMLElement): (call: () => void) => void {
  const press: { waiting: (() => void)[] | undefined } = { waiting: undefined };
  const release = (): void => {
    removeEventListener("pointerup", release);
    removeEventListener("pointercancel", release);
    const calls = press.waiting ?? [];
    press.waiting = undefined;
    // The click itself follows in this task.
    setTimeout(() => {
      for (const call of calls) call();
    });
  };
  element.addEventListener("pointerdown", () => {
    press.waiting ??= [];
    addEventListener("pointerup", release);
    addEventListener("pointercancel", release);
  });
  return (call) => {
    if (press.waiting === undefined) call();
    else press.waiting.push(call);
  };
}
