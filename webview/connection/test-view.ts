import type { TestStepView } from "../../protocol/rpc/connections.ts";
import { formatDuration } from "../../protocol/text/duration.ts";
import { el, fill, icon } from "../shared/dom.ts";
import { progressRing } from "../shared/toolkit.ts";
import type { FormPart } from "./form-part.ts";
import { type FormState, verdictOf } from "./form-state.ts";

/** The steps of the test as they are taken, and what the file gets. */
export function testView(): FormPart {
  const ring = progressRing("Testing");
  const said = el("p", { role: "status", "data-testid": "verdict" });
  const steps = el("ol", { class: "steps", "aria-label": "Steps of the test", "aria-live": "polite" });
  const problem = el("p", { class: "problem", role: "alert" });
  const preview = el("pre", {
    class: "file",
    tabindex: 0,
    "aria-label": "What millrace.json gets",
    "data-testid": "file",
  });
  const drawn: { steps: readonly TestStepView[]; of: FormState["test"] } = { steps: [], of: null };
  const element = el(
    "section",
    { class: "test stack", "aria-label": "Test" },
    el("div", { class: "head" }, el("h2", {}, "Test"), ring),
    said,
    problem,
    steps,
    el("h2", {}, "What millrace.json gets"),
    preview,
  );
  return {
    element,
    show: (state) => {
      const { test } = state;
      const verdict = verdictOf(state);
      ring.hidden = verdict !== "testing";
      element.classList.toggle("stale", verdict === "stale");
      const text = verdictText(state);
      if (said.textContent !== text) said.textContent = text;
      problem.textContent = test?.problem ?? "";
      problem.hidden = test === null || test.problem === null;
      // Steps come one by one: those that are there stay, so that each is read out once.
      if (test === null || test.steps.length < drawn.steps.length) fill(steps);
      const there = steps.children.length;
      steps.append(...(test?.steps ?? []).slice(there).map(stepItem));
      drawn.steps = test?.steps ?? [];
      steps.hidden = drawn.steps.length === 0;
      if (preview.textContent !== state.preview) preview.textContent = state.preview;
    },
  };
}

/** What the test came to, in words. */
export function verdictText(state: FormState): string {
  switch (verdictOf(state)) {
    case "none":
      return "Not tested yet. Testing saves nothing.";
    case "testing":
      return "Testing…";
    case "stale":
      return "The form has changed since this test.";
    case "passed":
      return "It works.";
    case "failed":
      return "It does not work yet.";
  }
}

const MARKS: Readonly<Record<TestStepView["outcome"], { readonly icon: string; readonly label: string }>> = {
  ok: { icon: "pass", label: "ok" },
  failed: { icon: "error", label: "failed" },
  skipped: { icon: "circle-slash", label: "skipped" },
  "not reached": { icon: "circle-outline", label: "not reached" },
};

function stepItem({ step, outcome, text, next, milliseconds }: TestStepView): HTMLElement {
  const mark = MARKS[outcome];
  return el(
    "li",
    { class: `step ${outcome.replace(" ", "-")}`, "data-testid": "step" },
    icon(mark.icon, mark.label),
    el(
      "div",
      {},
      el(
        "p",
        {},
        el("span", { class: "name" }, step),
        outcome === "ok" && el("span", { class: "quiet" }, ` ${formatDuration(milliseconds)}`),
        outcome === "not reached" && el("span", { class: "quiet" }, " not reached"),
      ),
      text !== "" && el("p", { class: outcome === "failed" ? "" : "quiet" }, text),
      next !== undefined && el("p", { class: "next" }, next),
    ),
  );
}
