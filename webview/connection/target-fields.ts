import type { ConnectionAnswers, ConnectionSubject } from "../../protocol/webview/connection.ts";
import { el } from "../shared/dom.ts";
import { type Choice, selectField, textField } from "../shared/fields.ts";
import type { Change, FormPart } from "./form-part.ts";
import { problemAt } from "./form-state.ts";

const NONE = "none";
const NEW = "new";
/** Before the name of a target, which could be any word. */
const AT = "at ";

const chosenIn = ({ use, target }: ConnectionAnswers): string => (use === "known" ? `${AT}${target}` : use);

/** One that was chosen stays, also when it is none of the file's any more: the runner says what is wrong then. */
function choicesOf(
  { targets }: ConnectionSubject,
  { use, target }: ConnectionAnswers,
): readonly Choice<string>[] {
  const isGone = use === "known" && !targets.some(({ name }) => name === target);
  return [
    { value: NONE, label: "On none, by its own name only" },
    ...targets.map(({ name, production }) => ({
      value: `${AT}${name}`,
      label: production ? `${name} (production)` : name,
    })),
    ...(isGone ? [{ value: `${AT}${target}`, label: `${target} (not in millrace.json any more)` }] : []),
    { value: NEW, label: "On a new target" },
  ];
}

/** Whether a target has the connection stand for a name that DAGs use. */
export function targetFields(
  subject: ConnectionSubject,
  answers: ConnectionAnswers,
  change: Change,
): FormPart {
  const drawn = { choices: choicesOf(subject, answers) };
  const where = selectField({
    id: "target",
    label: "Use on a target",
    value: chosenIn(answers),
    choices: drawn.choices,
    hint: "Where DAGs work with this connection instead of the one that they name",
    onchange: (value) => {
      if (value === NONE || value === NEW) change({ use: value });
      else change({ use: "known", target: value.slice(AT.length) });
    },
  });
  const name = textField({
    id: "newTarget",
    label: "The target's name",
    value: answers.newTarget,
    attributes: { placeholder: "prod" },
    oninput: (newTarget) => change({ newTarget }),
  });
  const as = textField({
    id: "standsFor",
    label: "Stands for",
    value: answers.standsFor,
    hint: "The name that DAGs use",
    oninput: (standsFor) => change({ standsFor }),
  });
  where.element.dataset["field"] = "target";
  name.element.dataset["field"] = "newTarget";
  as.element.dataset["field"] = "standsFor";
  return {
    element: el(
      "section",
      { class: "stack" },
      where.element,
      el("div", { class: "pair" }, name.element, as.element),
    ),
    show: (state) => {
      const { answers: now } = state;
      if (now !== null && state.subject !== null) {
        // A list that is open would shut: it is made anew only when it is another.
        const choices = choicesOf(state.subject, now);
        if (JSON.stringify(choices) !== JSON.stringify(drawn.choices)) where.offer(choices, chosenIn(now));
        drawn.choices = choices;
      }
      name.element.hidden = now?.use !== "new";
      as.element.hidden = now?.use === "none";
      const spec = subject.types.find(({ type }) => type === now?.type);
      as.input.setAttribute("placeholder", spec?.usualName ?? "");
      where.showProblem(problemAt(state, "target"));
      name.showProblem(problemAt(state, "newTarget"));
      as.showProblem(problemAt(state, "standsFor"));
    },
  };
}
