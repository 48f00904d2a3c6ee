import { el } from "../shared/dom.ts";
import { button, setDisabled, setLook } from "../shared/toolkit.ts";
import type { FormPart } from "./form-part.ts";
import { type FormState, verdictOf } from "./form-state.ts";
import { verdictText } from "./test-view.ts";

export interface FooterActions {
  readonly test: () => void;
  readonly cancelTest: () => void;
  readonly save: () => void;
}

const UNTESTED = "Save untested…";
const ANYWAY = "Save anyway…";

/** Test first; what is pressed next is the button that stands out. */
export function footerView({ test, cancelTest, save }: FooterActions): FormPart {
  const testButton = button({
    label: "Test",
    icon: "debug-disconnect",
    onclick: test,
    "data-testid": "test",
  });
  const cancel = button({
    label: "Cancel",
    icon: "stop-circle",
    onclick: cancelTest,
    "data-testid": "cancel-test",
  });
  const saveButton = button({ label: "Save", icon: "save", onclick: save, "data-testid": "save" });
  const anyway = button({ label: UNTESTED, onclick: save, "data-testid": "save-anyway" });
  const status = el("p", { class: "status quiet", role: "status", "data-testid": "status" });
  // The steps are out of sight in a narrow panel, where alone this is shown; there they are what is read out.
  const verdict = el("p", { class: "verdict quiet", "aria-hidden": true });
  const problem = el("p", { class: "problem", role: "alert", "data-testid": "form-problem" });
  return {
    element: el(
      "footer",
      {},
      problem,
      el("div", { class: "row" }, testButton, cancel, saveButton, anyway, status, verdict),
    ),
    show: (state) => {
      const hasPassed = verdictOf(state) === "passed";
      const isTesting = state.phase === "testing";
      const isBusy = state.phase !== "editing" || state.unavailable !== null;
      testButton.hidden = isTesting;
      cancel.hidden = !isTesting;
      saveButton.hidden = !hasPassed;
      anyway.hidden = hasPassed;
      const word = verdictOf(state) === "failed" ? ANYWAY : UNTESTED;
      if (anyway.textContent !== word) anyway.textContent = word;
      setLook(testButton, hasPassed ? "secondary" : "primary");
      setLook(saveButton, "primary");
      testButton.title = hasPassed ? "Test" : "Test (Ctrl+Enter)";
      saveButton.title = "Save (Ctrl+Enter)";
      setDisabled(testButton, isBusy);
      setDisabled(saveButton, isBusy);
      setDisabled(anyway, isBusy);
      const text = statusText(state);
      if (status.textContent !== text) status.textContent = text;
      verdict.textContent = text === "" && verdictOf(state) !== "none" ? verdictText(state) : "";
      const wrong = state.problems.form ?? "";
      problem.hidden = wrong === "";
      if (problem.textContent !== wrong) problem.textContent = wrong;
    },
  };
}

function statusText(state: FormState): string {
  if (state.unavailable !== null) return state.unavailable;
  if (state.phase === "saving") return "Saving…";
  const { form: _, ...atFields } = state.problems;
  return state.isAsked && Object.keys(atFields).length > 0
    ? "Something in the form has to be mended first."
    : "";
}
