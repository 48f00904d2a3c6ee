import type { ParamSpec } from "../../protocol/dag.ts";
import type { BackfillAnswers, BackfillSubject } from "../../protocol/webview/backfill.ts";
import { el } from "../shared/dom.ts";
import { type Field, selectField, textField } from "../shared/fields.ts";
import type { FormPart } from "./form-part.ts";

/** A field for each parameter of the DAG, with its type and default; empty where it has none. */
export function paramFields(
  subject: BackfillSubject,
  answers: BackfillAnswers,
  change: (changed: Partial<BackfillAnswers>) => void,
): FormPart {
  // What was typed: each change starts from all of them.
  const typed: Record<string, string> = { ...answers.params };
  const fields = Object.entries(subject.params).map(([name, spec], index) => {
    const field = paramField(name, spec, index, typed[name], (text) => {
      typed[name] = text;
      change({ params: { ...typed } });
    });
    return { name, field };
  });
  return {
    element: el(
      "section",
      { class: "stack", hidden: fields.length === 0 },
      el("h3", {}, "Parameters"),
      fields.map(({ field }) => field.element),
    ),
    show: ({ problems }) => {
      for (const { name, field } of fields) field.showProblem(problems[`param:${name}`]);
    },
  };
}

function paramField(
  name: string,
  spec: ParamSpec,
  index: number,
  typed: string | undefined,
  change: (text: string) => void,
): Field {
  const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
  const value = typed ?? textOf(spec.default);
  const hint = [spec.type, spec.description].filter((part) => part !== undefined).join(": ");
  const common = { id: `param-${index}`, label: name, hint };
  const choices = spec.choices ?? (spec.type === "boolean" ? [true, false] : undefined);
  if (choices === undefined)
    return textField({
      ...common,
      value,
      attributes: {
        ...(spec.type === "string" ? {} : { inputmode: "decimal" }),
        "data-testid": `param-${name}`,
      },
      oninput: change,
    });
  return selectField({
    ...common,
    value,
    choices: choices.map((choice) => ({ value: textOf(choice), label: textOf(choice) })),
    onchange: change,
  });
}
