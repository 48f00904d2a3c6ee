import type { SectionView, TabError, TabView } from "../../protocol/webview/results.ts";
import { type Child, el, icon } from "../shared/dom.ts";

export interface NoteActions {
  goToError(): void;
}

/** What is there to read besides rows: what went wrong, what the server said, the statement. */
export function notes(
  tab: TabView,
  section: SectionView | undefined,
  actions: NoteActions,
): readonly Child[] {
  return [
    tab.state.kind === "failed" && errorNote(tab.state.error, actions),
    tab.state.kind === "cancelled" && el("p", { class: "note quiet" }, "Cancelled."),
    tab.fetchProblem !== null &&
      el("p", { class: "note", role: "status" }, icon("warning"), " ", tab.fetchProblem),
    section !== undefined && section.notices.length > 0 && notices(section.notices),
    tab.sql !== null && statement(tab.sql),
  ];
}

function errorNote({ message, next, place }: TabError, { goToError }: NoteActions): HTMLElement {
  return el(
    "div",
    { class: "note error", role: "alert" },
    icon("error"),
    el(
      "div",
      {},
      el("p", { class: "message" }, message.slice(0, 20_000)),
      next !== null && el("p", { class: "quiet" }, next),
      place !== null &&
        el(
          "button",
          { class: "link", type: "button", "data-focus": "error-place", onclick: goToError },
          place,
        ),
    ),
  );
}

function notices(texts: readonly string[]): HTMLElement {
  return el(
    "details",
    { class: "note", open: texts.length < 4 },
    el("summary", {}, texts.length === 1 ? "The server said" : `The server said ${texts.length} things`),
    texts.map((text) => el("p", { class: "mono" }, text.slice(0, 5000))),
  );
}

function statement(sql: string): HTMLElement {
  const firstLine = sql.trim().replace(/\s+/g, " ").slice(0, 300);
  return el(
    "details",
    { class: "note statement" },
    el("summary", { class: "mono cut", title: "The statement" }, el("bdi", {}, firstLine)),
    el("pre", {}, sql),
  );
}
