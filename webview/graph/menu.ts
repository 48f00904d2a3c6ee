import { el, icon } from "../shared/dom.ts";

export interface MenuItem {
  readonly label: string;
  readonly onPick: () => void;
  /** A codicon's name. */
  readonly icon?: string;
  /** Right of the label, quiet. */
  readonly detail?: string;
  /** For menus of which one item holds. */
  readonly isChecked?: boolean;
  readonly isDisabled?: boolean;
  /** A line above it. */
  readonly isApart?: boolean;
  /** The menu stays: it will be shown again with more items. */
  readonly staysOpen?: boolean;
}

export interface MenuPlace {
  /** In the page. */
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** Gets the focus back. */
  readonly returnTo: HTMLElement | SVGElement | null;
  /** The item that has the focus first. */
  readonly first?: number;
}

/** A menu as the editor has them: arrow keys, letters, Escape. It is gone after a choice or a click beside it. */
export function openMenu(items: readonly MenuItem[], place: MenuPlace): void {
  // Without the focus: somebody has clicked elsewhere in the editor, where it is now.
  const end = (): void => {
    document.removeEventListener("pointerdown", onOutside, true);
    removeEventListener("blur", end);
    menu.remove();
  };
  const close = (): void => {
    end();
    place.returnTo?.focus({ preventScroll: true });
  };
  const entries = items.map((item) => menuEntry(item, close));
  const menu = el("div", { class: "menu", role: "menu", "aria-label": place.label }, entries);
  const onOutside = (event: Event): void => {
    // Another menu has taken its place.
    if (!menu.isConnected) end();
    else if (!(event.target instanceof Node && menu.contains(event.target))) close();
  };
  menu.addEventListener("keydown", (event) => onKey(event, entries, close));
  menu.addEventListener("contextmenu", (event) => event.preventDefault());
  document.querySelector(".menu")?.remove();
  document.body.append(menu);
  document.addEventListener("pointerdown", onOutside, true);
  addEventListener("blur", end);
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(place.x, innerWidth - width - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(place.y, innerHeight - height - 4))}px`;
  (entries[place.first ?? 0] ?? menu).focus();
}

function menuEntry(item: MenuItem, close: () => void): HTMLButtonElement {
  const { isChecked } = item;
  return el(
    "button",
    {
      class: item.isApart === true ? "menu-item apart" : "menu-item",
      role: isChecked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": isChecked,
      type: "button",
      tabindex: -1,
      disabled: item.isDisabled,
      onclick: () => {
        if (item.staysOpen !== true) close();
        item.onPick();
      },
    },
    isChecked === undefined ? null : el("span", { class: "menu-check" }, isChecked && icon("check")),
    item.icon !== undefined && icon(item.icon),
    el("span", { class: "cut" }, item.label),
    item.detail !== undefined && el("span", { class: "menu-detail cut" }, item.detail),
  );
}

function onKey(event: KeyboardEvent, entries: readonly HTMLButtonElement[], close: () => void): void {
  const open = entries.filter(({ disabled }) => !disabled);
  const { activeElement } = document;
  const at = activeElement instanceof HTMLButtonElement ? open.indexOf(activeElement) : -1;
  const go = (index: number): void => open[(index + open.length) % open.length]?.focus();
  switch (event.key) {
    case "ArrowDown":
      go(at + 1);
      break;
    case "ArrowUp":
      go(at - 1);
      break;
    case "Home":
      go(0);
      break;
    case "End":
      go(-1);
      break;
    case "Escape":
    case "Tab":
      close();
      break;
    default: {
      if (event.key.length !== 1 || event.key === " ") return;
      const letter = event.key.toLowerCase();
      const next = [...open.slice(at + 1), ...open.slice(0, at + 1)].find((entry) =>
        entry.textContent?.trim().toLowerCase().startsWith(letter),
      );
      next?.focus();
    }
  }
  event.preventDefault();
  event.stopPropagation();
}
