import type { BackfillPolicy, RunOrder } from "../../protocol/backfill.ts";
import type { BackfillAnswers, BackfillSubject } from "../../protocol/webview/backfill.ts";
import { el } from "../shared/dom.ts";
import { type Choice, checkbox, radioGroup, selectField, textField } from "../shared/fields.ts";
import type { FormPart } from "./form-part.ts";

const POLICIES: readonly Choice<BackfillPolicy>[] = [
  {
    value: "missing",
    label: "Missing",
    hint: "Intervals that never ended: no run yet, cancelled or interrupted.",
  },
  {
    value: "failed",
    label: "Missing and failed",
    hint: "Failed ones too. Tasks that succeeded are not repeated.",
  },
  { value: "all", label: "All", hint: "Every interval again, from its first task." },
];

const ORDERS: readonly Choice<RunOrder>[] = [
  { value: "asc", label: "Oldest first" },
  { value: "desc", label: "Newest first" },
];

export function policyFields(
  answers: BackfillAnswers,
  change: (changed: Partial<BackfillAnswers>) => void,
): FormPart {
  const group = radioGroup({
    name: "policy",
    legend: "Which intervals",
    value: answers.policy,
    choices: POLICIES,
    onchange: (policy) => change({ policy }),
  });
  return {
    element: el("section", { class: "stack" }, group),
    show: ({ answers: now }) => {
      // A range can bring its policy.
      for (const input of group.querySelectorAll("input")) input.checked = input.value === now?.policy;
    },
  };
}

/** How the runs go: how many at a time, in which order, and what a failure does. */
export function paceFields(
  { maxActiveRuns }: BackfillSubject,
  answers: BackfillAnswers,
  change: (changed: Partial<BackfillAnswers>) => void,
): FormPart {
  const limit = textField({
    id: "maxActiveRuns",
    label: "Runs at a time",
    value: answers.maxActiveRuns,
    hint: `At most ${maxActiveRuns}, the DAG's limit`,
    attributes: {
      type: "number",
      min: 1,
      max: maxActiveRuns,
      step: 1,
      placeholder: String(maxActiveRuns),
      "data-testid": "max-active-runs",
    },
    oninput: (value) => change({ maxActiveRuns: value }),
  });
  const order = selectField({
    id: "order",
    label: "Order",
    value: answers.order,
    choices: ORDERS,
    onchange: (value) => change({ order: value }),
  });
  const stop = checkbox({
    label: "Stop on failure: after a run has failed, start none that waits",
    checked: answers.stopOnFailure,
    onchange: (stopOnFailure) => change({ stopOnFailure }),
    attributes: { "data-testid": "stop-on-failure" },
  });
  return {
    element: el(
      "section",
      { class: "stack" },
      el("div", { class: "pair" }, limit.element, order.element),
      stop,
    ),
    show: ({ problems }) => {
      limit.showProblem(problems.maxActiveRuns);
      order.showProblem(problems.order);
    },
  };
}
