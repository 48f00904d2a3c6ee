import { shownLine, shownName } from "../../../protocol/text/shown-text.ts";
import type { GraphCheck } from "../../../protocol/webview/graph.ts";
import { el } from "../../shared/dom.ts";

const MARKS = {
  pass: ["✓", "passed"],
  warn: ["!", "warned"],
  fail: ["✗", "failed"],
  error: ["?", "could not be evaluated"],
  skipped: ["»", "skipped"],
} as const;

export function checkRows(
  checks: readonly GraphCheck[],
  actions: { showFailingRows(check: string): void },
): HTMLElement {
  return el(
    "ul",
    { class: "check-list" },
    checks.map((check) => {
      const { name, outcome, observed, expected } = check;
      const [mark, words] = outcome === null ? ["·", "not evaluated in this run"] : MARKS[outcome];
      return el(
        "li",
        { class: "check-row", "data-outcome": outcome ?? "none" },
        el("span", { class: "check-mark", role: "img", "aria-label": words, title: words }, mark),
        el(
          "div",
          {},
          el("div", { class: "wrap" }, shownName(name)),
          outcome !== null &&
            observed !== "" &&
            el("div", { class: "quiet wrap" }, `${shownLine(observed)}; expected ${shownLine(expected)}`),
          check.hasFailingRows &&
            el(
              "button",
              { class: "link", type: "button", onclick: () => actions.showFailingRows(name) },
              "Show failing rows",
            ),
        ),
      );
    }),
  );
}
