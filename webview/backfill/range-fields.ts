import type { BackfillAnswers, BackfillSubject } from "../../protocol/webview/backfill.ts";
import { el } from "../shared/dom.ts";
import { dateField } from "./date-field.ts";
import type { FormPart } from "./form-part.ts";

/** From, to, and ranges that are meant often. */
export function rangeFields(
  subject: BackfillSubject,
  answers: BackfillAnswers,
  change: (changed: Partial<BackfillAnswers>) => void,
): FormPart {
  const { isWithinDays: hasTime, ranges } = subject;
  const from = dateField({
    id: "from",
    label: "From",
    pickLabel: "Pick the first day",
    value: answers.from,
    hasTime,
    onchange: (value) => change({ from: value }),
  });
  const to = dateField({
    id: "to",
    label: "To, included",
    pickLabel: "Pick the last day",
    value: answers.to,
    hasTime,
    onchange: (value) => change({ to: value }),
  });
  const quick = el(
    "div",
    { class: "quick", role: "group", "aria-label": "Ranges" },
    ranges.map((range) =>
      el(
        "button",
        {
          type: "button",
          class: "chip",
          title: range.from === range.to ? range.from : `${range.from} to ${range.to}`,
          onclick: () =>
            change({ from: range.from, to: range.to, ...(range.policy && { policy: range.policy }) }),
        },
        range.label,
      ),
    ),
  );
  const count = el("span", { "data-testid": "interval-count" });
  return {
    element: el(
      "section",
      { class: "stack" },
      el("div", { class: "pair" }, from.element, to.element),
      ranges.length > 0 && quick,
      el("p", { class: "hint" }, subject.schedule, count),
    ),
    show: ({ answers: now, preview, problems, phase }) => {
      if (now === null) return;
      from.set(now.from);
      to.set(now.to);
      from.showProblem(problems.from);
      to.showProblem(problems.to);
      const isKnown = preview !== null && phase !== "planning" && Object.keys(problems).length === 0;
      const intervals = preview?.rows.length ?? 0;
      count.textContent = isKnown
        ? ` · ${intervals.toLocaleString("en-US")} ${intervals === 1 ? "interval" : "intervals"}`
        : "";
    },
  };
}
