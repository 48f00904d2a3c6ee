import { shownLine, shownName } from "../../../protocol/text/shown-text.ts";
import type { GraphDetail, GraphTask } from "../../../protocol/webview/graph.ts";
import { el, fill } from "../../shared/dom.ts";
import { button, progressRing } from "../../shared/toolkit.ts";
import { stateIcon } from "../draw/state-icons.ts";
import { svg } from "../draw/svg.ts";
import type { NodeFacts } from "../model/node-facts.ts";
import { stateName } from "../model/node-facts.ts";
import { type DetailActions, SECTIONS, type Section } from "./sections.ts";

export interface DetailPane {
  readonly element: HTMLElement;
  /** Another task: what is known of it already, until its details come. */
  begin(task: GraphTask, facts: NodeFacts): void;
  /** Its node has changed. */
  facts(facts: NodeFacts): void;
  show(detail: GraphDetail): void;
  fail(message: string): void;
  focus(): void;
}

export interface DetailPaneOptions extends DetailActions {
  readonly isClosed: (section: string) => boolean;
  readonly onToggle: (section: string, isOpen: boolean) => void;
  readonly onClose: () => void;
  readonly onSource: () => void;
}

/** Whoever reads the end of a log sees its new lines; whoever has scrolled up stays there. */
const END_PX = 24;

export function createDetailPane(options: DetailPaneOptions): DetailPane {
  const name = el("h2", { class: "wrap", tabindex: -1 });
  const state = el("div", { class: "detail-state" });
  const body = el("div", { class: "detail-body" });
  const element = el(
    "aside",
    { class: "detail", "aria-label": "Task details", hidden: true },
    el(
      "header",
      { class: "detail-head" },
      name,
      button({ label: "Go to definition", icon: "go-to-file", look: "icon", onclick: options.onSource }),
      button({ label: "Close details", icon: "close", look: "icon", onclick: options.onClose }),
    ),
    state,
    body,
  );
  const drawn = new Map<string, { readonly key: string; readonly element: HTMLDetailsElement }>();
  const showFacts = (facts: NodeFacts): void => {
    fill(
      state,
      svg(
        "svg",
        { width: 16, height: 16, viewBox: "0 0 16 16", "data-state": facts.state },
        stateIcon(facts.state),
      ),
      el("span", {}, [stateName(facts.state), facts.figures].filter((text) => text !== "").join(" · ")),
    );
  };
  const drawSection = (section: Section, detail: GraphDetail): HTMLElement | undefined => {
    const data = section.of(detail);
    if (data === undefined) return undefined;
    const key = JSON.stringify(data);
    const before = drawn.get(section.id);
    if (before?.key === key) return before.element;
    const part = el(
      "details",
      { open: !options.isClosed(section.id) },
      el("summary", {}, section.title),
      section.draw(detail, options),
    );
    part.addEventListener("toggle", () => options.onToggle(section.id, part.open));
    drawn.set(section.id, { key, element: part });
    return part;
  };
  return {
    element,
    begin: (task, facts) => {
      drawn.clear();
      name.textContent = shownName(task.id, 2000);
      showFacts(facts);
      fill(
        body,
        el("p", { class: "quiet wrap" }, shownName(task.operator)),
        task.description !== undefined && el("p", { class: "wrap" }, shownLine(task.description, 2000)),
        el("div", { class: "row detail-wait" }, progressRing("Loading details"), "Loading details…"),
      );
      element.hidden = false;
    },
    facts: showFacts,
    show: (detail) => {
      const log = body.querySelector(".log");
      const place = log === null ? null : log.scrollTop;
      const isAtEnd = log === null || log.scrollHeight - log.scrollTop - log.clientHeight < END_PX;
      const sections = SECTIONS.flatMap((section) => drawSection(section, detail) ?? []);
      const intro = [...body.children].filter(
        (child) => child.localName === "p" && !child.classList.contains("told"),
      );
      const note =
        detail.note === null ? [] : [el("p", { class: "told wrap" }, shownLine(detail.note, 2000))];
      const empty =
        sections.length === 0 ? [el("p", { class: "told quiet" }, "Nothing is known of this task yet.")] : [];
      putChildren(body, [...intro, ...note, ...sections, ...empty]);
      const shown = body.querySelector(".log");
      if (shown !== null && shown !== log) shown.scrollTop = isAtEnd ? shown.scrollHeight : (place ?? 0);
    },
    fail: (message) => {
      body.querySelector(".detail-wait")?.remove();
      body.querySelector(".banner")?.remove();
      body.append(el("div", { class: "banner error", role: "alert" }, el("span", {}, message)));
    },
    focus: () => name.focus(),
  };
}

/** What is in its place stays untouched: it keeps its focus, its selection and how far it is scrolled. */
function putChildren(parent: Element, children: readonly Element[]): void {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  for (const [index, child] of children.entries()) {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  }
}
