import type { BackfillAnswers, BackfillSubject, TaskSubsetKind } from "../../protocol/webview/backfill.ts";
import { el } from "../shared/dom.ts";
import { radioGroup, textField } from "../shared/fields.ts";
import type { FormPart } from "./form-part.ts";
import { taskList } from "./task-list.ts";

/** All tasks, or some: typed as a selection, or ticked. */
export function subsetFields(
  subject: BackfillSubject,
  answers: BackfillAnswers,
  change: (changed: Partial<BackfillAnswers>) => void,
): FormPart {
  const field = textField({
    id: "selection",
    label: "Selection",
    hint: "A task or a group; +name adds all that it waits for, name+ all that waits for it; several by commas.",
    value: answers.selection,
    attributes: { "data-testid": "selection", placeholder: "+load_songplays, staging" },
    oninput: (selection) => change({ selection }),
  });
  const list = taskList(subject, (selection) => {
    field.input.value = selection;
    change({ selection });
  });
  const some = el("div", { class: "stack" }, field.element, list.element);
  const kinds = radioGroup<TaskSubsetKind>({
    name: "subset",
    legend: "Tasks",
    value: answers.subset,
    choices: [
      { value: "all", label: `All ${subject.tasks.length}` },
      { value: "only", label: "Only these" },
      { value: "except", label: "All but these" },
    ],
    onchange: (subset) => change({ subset }),
  });
  kinds.classList.add("beside");
  return {
    element: el("section", { class: "stack" }, kinds, some),
    show: ({ answers: now, preview, problems, phase }) => {
      if (now === null) return;
      some.hidden = now.subset === "all";
      if (field.input.value !== now.selection) field.input.value = now.selection;
      const isKnown = phase !== "planning" && Object.keys(problems).length === 0;
      if (!some.hidden) list.show(now.selection, new Set(isKnown ? preview?.taskIds : []));
      field.showProblem(problems.selection);
    },
  };
}
