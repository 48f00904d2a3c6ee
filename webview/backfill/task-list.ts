import type { BackfillSubject } from "../../protocol/webview/backfill.ts";
import { el, fill } from "../shared/dom.ts";
import { checkbox } from "../shared/fields.ts";
import { button } from "../shared/toolkit.ts";
import { parseTerms, withName, withSide } from "./terms.ts";

export interface TaskList {
  readonly element: HTMLElement;
  /** Marks what the selection names, and what the plan makes of it. */
  show(selection: string, taking: ReadonlySet<string>): void;
}

/** More rows than this are not drawn: search finds the others. */
const MOST_ROWS = 200;
/** From so many tasks on there is a search. */
const SEARCH_FROM = 12;

interface Choosable {
  readonly name: string;
  readonly about: string;
  readonly isGroup: boolean;
}

/** Tasks and groups to tick, each with what it waits for and what waits for it. The selection's text is the truth. */
export function taskList(
  { tasks, groups }: Pick<BackfillSubject, "tasks" | "groups">,
  onSelect: (selection: string) => void,
): TaskList {
  const all: readonly Choosable[] = [
    ...groups.map((name) => ({ name, about: "group", isGroup: true })),
    ...tasks.map(({ id, operator }) => ({ name: id, about: operator, isGroup: false })),
  ];
  const current: { selection: string; taking: ReadonlySet<string>; search: string } = {
    selection: "",
    taking: new Set(),
    search: "",
  };
  const list = el("ul", { class: "tasks", "aria-label": "Tasks", "data-testid": "task-list" });
  const draw = (): void => {
    const wanted = current.search.toLowerCase();
    const found = all.filter(({ name, about }) => `${name} ${about}`.toLowerCase().includes(wanted));
    const focused = document.activeElement?.getAttribute("data-key");
    fill(
      list,
      found.slice(0, MOST_ROWS).map(rowOf),
      found.length === 0 && el("li", { class: "quiet" }, "No task has this name."),
      found.length > MOST_ROWS &&
        el("li", { class: "quiet" }, `And ${found.length - MOST_ROWS} more: search for them.`),
    );
    if (focused) list.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  };
  const rowOf = ({ name, about, isGroup }: Choosable): HTMLElement => {
    const term = parseTerms(current.selection).find((one) => one.name === name);
    const side = (which: "upstream" | "downstream", text: string, what: string): HTMLElement => {
      const isTaken = term?.[which] === true;
      return el(
        "button",
        {
          type: "button",
          class: "side",
          "aria-pressed": isTaken,
          "aria-label": `${what} ${name}`,
          title: what,
          "data-key": `${which} ${name}`,
          onclick: () => onSelect(withSide(current.selection, name, which, !isTaken)),
        },
        text,
      );
    };
    const box = checkbox({
      label: [el("span", { class: "name" }, name), " ", el("span", { class: "quiet" }, about)],
      checked: term !== undefined,
      onchange: (checked) => onSelect(withName(current.selection, name, checked)),
      attributes: { "data-key": `name ${name}`, "aria-label": name },
    });
    return el(
      "li",
      { class: current.taking.has(name) ? "task taking" : isGroup ? "task group" : "task" },
      box,
      term !== undefined && side("upstream", "+up", "With all that it waits for:"),
      term !== undefined && side("downstream", "down+", "With all that waits for it:"),
    );
  };
  const search = el("input", {
    type: "search",
    class: "input",
    placeholder: "Search tasks",
    "aria-label": "Search tasks",
    "data-testid": "task-search",
  });
  search.addEventListener("input", () => {
    current.search = search.value;
    draw();
  });
  const clear = button({ label: "Choose none", onclick: () => onSelect("") });
  const tools = el("div", { class: "row" }, all.length >= SEARCH_FROM && search, clear);
  return {
    element: el("div", { class: "task-list" }, tools, list),
    show: (selection, taking) => {
      Object.assign(current, { selection, taking });
      draw();
    },
  };
}
