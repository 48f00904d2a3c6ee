import { el, icon } from "../shared/dom.ts";

export type MenuItem =
  | { readonly kind: "action"; readonly label: string; readonly run: () => void }
  | { readonly kind: "choice"; readonly label: string; readonly isOn: boolean; readonly run: () => void }
  | { readonly kind: "title"; readonly label: string }
  | { readonly kind: "line" };

const MARGIN = 4;

/** A menu at a place of the page; keys go through it, and what had the focus gets it back. */
export function openMenu(items: readonly MenuItem[], x: number, y: number): void {
  const before = document.activeElement;
  const menu = el("div", { class: "menu", role: "menu", tabindex: -1 });
  // Without the focus: somebody has clicked elsewhere in the editor, where it is now.
  const remove = (): void => {
    removeEventListener("pointerdown", onOutside, true);
    removeEventListener("blur", remove);
    menu.remove();
  };
  const end = (): void => {
    remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  const onOutside = ({ target }: PointerEvent): void => {
    if (!(target instanceof Node && menu.contains(target))) end();
  };
  const rows = items.map((item) => menuRow(item, end));
  menu.append(...rows);
  const buttons = rows.filter((row) => row instanceof HTMLButtonElement);
  menu.addEventListener("keydown", (event) => {
    const { activeElement } = document;
    const at = activeElement instanceof HTMLButtonElement ? buttons.indexOf(activeElement) : -1;
    const to = nextButton(event.key, at, buttons.length);
    if (event.key === "Escape" || event.key === "Tab") end();
    else if (to !== undefined) buttons[to]?.focus({ preventScroll: true });
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.body.append(menu);
  menu.style.left = `${Math.max(MARGIN, Math.min(x, innerWidth - menu.offsetWidth - MARGIN))}px`;
  menu.style.top = `${Math.max(MARGIN, Math.min(y, innerHeight - menu.offsetHeight - MARGIN))}px`;
  addEventListener("pointerdown", onOutside, true);
  addEventListener("blur", remove);
  buttons[0]?.focus({ preventScroll: true });
}

function menuRow(item: MenuItem, end: () => void): HTMLElement {
  switch (item.kind) {
    case "line":
      return el("div", { class: "menu-line", role: "separator" });
    case "title":
      return el("div", { class: "menu-title", role: "presentation" }, item.label);
    case "action":
    case "choice":
      return el(
        "button",
        {
          class: "menu-item",
          type: "button",
          role: item.kind === "choice" ? "menuitemcheckbox" : "menuitem",
          ...(item.kind === "choice" && { "aria-checked": item.isOn }),
          onclick: () => {
            end();
            item.run();
          },
        },
        item.kind === "choice" && item.isOn ? icon("check") : el("span", { class: "menu-icon" }),
        el("span", {}, item.label),
      );
  }
}

function nextButton(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return (at + 1) % count;
    case "ArrowUp":
      return (at - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
