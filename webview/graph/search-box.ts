import { shownName } from "../../protocol/text/shown-text.ts";
import { el, fill } from "../shared/dom.ts";
import { button } from "../shared/toolkit.ts";

export interface SearchBox {
  readonly element: HTMLElement;
  focus(): void;
  /** What matches now, and which of it was gone to. */
  show(found: readonly { readonly id: string }[], at: number): void;
}

export interface SearchOptions {
  onText(text: string): void;
  /** To the match of this number. */
  onGo(index: number): void;
}

/** More would not be read. */
const LISTED = 30;

export function createSearchBox({ onText, onGo }: SearchOptions): SearchBox {
  const state = { count: 0, at: -1 };
  const step = (by: number): void => {
    if (state.count > 0) onGo((Math.max(state.at, by < 0 ? 0 : -1) + by + state.count) % state.count);
  };
  const count = el("span", { class: "search-count quiet", "aria-live": "polite" });
  const list = el("ul", {
    class: "search-list",
    id: "search-list",
    role: "listbox",
    "aria-label": "Matches",
    hidden: true,
  });
  const input = el("input", {
    class: "input search-input",
    type: "search",
    placeholder: "Find task",
    "aria-label": "Find task",
    role: "combobox",
    "aria-controls": "search-list",
    "aria-expanded": false,
    "aria-autocomplete": "list",
    spellcheck: "false",
    autocomplete: "off",
    oninput: () => onText(input.value),
    onkeydown: (event) => {
      if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
      else if (event.key === "ArrowDown") step(1);
      else if (event.key === "ArrowUp") step(-1);
      else if (event.key === "Escape") {
        input.value = "";
        onText("");
        input.blur();
      } else return;
      event.preventDefault();
    },
    onfocus: () => setList(state.count > 0),
    // A click on the list comes first.
    onblur: () => setTimeout(() => setList(false), 150),
  });
  const setList = (isOpen: boolean): void => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
  };
  const arrows = el(
    "span",
    { class: "search-arrows", hidden: true },
    button({ label: "Previous match", icon: "arrow-up", look: "icon", onclick: () => step(-1) }),
    button({ label: "Next match", icon: "arrow-down", look: "icon", onclick: () => step(1) }),
  );
  return {
    element: el("div", { class: "search", role: "search" }, input, list, count, arrows),
    focus: () => {
      input.focus();
      input.select();
    },
    show: (found, at) => {
      state.count = found.length;
      state.at = at;
      const isAsking = input.value.trim() !== "";
      count.textContent = isAsking ? countOf(found.length, at) : "";
      arrows.hidden = found.length === 0;
      fill(
        list,
        found.slice(0, LISTED).map(({ id }, index) => option(id, index, at, onGo)),
      );
      setList(found.length > 0 && document.activeElement === input);
      const active = list.querySelector("[aria-selected=true]");
      active?.scrollIntoView({ block: "nearest" });
      if (active === null) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", active.id);
    },
  };
}

function countOf(count: number, at: number): string {
  if (count === 0) return "No matches";
  return at < 0 ? `${count} found` : `${at + 1} of ${count}`;
}

function option(id: string, index: number, at: number, onGo: (index: number) => void): HTMLElement {
  return el(
    "li",
    {
      class: "cut",
      id: `match-${index}`,
      role: "option",
      "aria-selected": index === at,
      onmousedown: (event) => {
        event.preventDefault();
        onGo(index);
      },
    },
    shownName(id),
  );
}
