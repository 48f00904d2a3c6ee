import type { ConnectionAnswers, ConnectionSubject } from "../../protocol/webview/connection.ts";
import { el } from "../shared/dom.ts";
import { radioGroup, textField } from "../shared/fields.ts";
import type { Change, FormPart } from "./form-part.ts";
import { problemAt } from "./form-state.ts";

/** The type, and the name that DAGs and SQL use. */
export function typeFields(subject: ConnectionSubject, answers: ConnectionAnswers, change: Change): FormPart {
  const types = radioGroup({
    name: "type",
    legend: "Type",
    value: answers.type,
    choices: subject.types.map(({ type, label }) => ({ value: type, label })),
    onchange: (type) => change({ type }),
  });
  types.classList.add("beside");
  const about = el("p", { class: "hint", id: "type-hint" });
  types.setAttribute("aria-describedby", "type-hint");
  const name = textField({
    id: "name",
    label: "Name",
    value: answers.name,
    hint: "What DAGs, targets and SQL call it: letters, digits, - and _",
    oninput: (text) => change({ name: text }),
  });
  name.element.dataset["field"] = "name";
  return {
    element: el("section", { class: "stack" }, el("div", { class: "field" }, types, about), name.element),
    show: (state) => {
      const spec = subject.types.find(({ type }) => type === state.answers?.type);
      about.textContent = spec?.hint ?? "";
      name.input.setAttribute("placeholder", spec?.usualName ?? "");
      name.showProblem(problemAt(state, "name"));
    },
  };
}
