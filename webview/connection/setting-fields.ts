import type {
  ConnectionAnswers,
  ConnectionField,
  FieldSpec,
  TypeSpec,
} from "../../protocol/webview/connection.ts";
import { el } from "../shared/dom.ts";
import { checkbox, type Field, selectField, textField } from "../shared/fields.ts";
import { button } from "../shared/toolkit.ts";
import type { Change, ChoosingPart } from "./form-part.ts";
import { problemAt } from "./form-state.ts";

/** Fields of one type's settings, by their places. */
export function settingFields(
  { type, fields }: TypeSpec,
  answers: ConnectionAnswers,
  changeField: (id: string, value: string) => void,
  browse: (id: string) => void,
): Readonly<Record<FieldSpec["place"], ChoosingPart>> {
  const part = (place: FieldSpec["place"]): ChoosingPart => {
    const made = fields
      .filter((spec) => spec.place === place)
      .map((spec) =>
        settingField(
          spec,
          answers.fields[spec.id] ?? "",
          (value) => changeField(spec.id, value),
          () => browse(spec.id),
        ),
      );
    return {
      element: el(
        "div",
        { class: "stack settings", hidden: made.length === 0 },
        made.map(({ element }) => element),
      ),
      choose: (field, path) => made.find(({ id }) => id === field)?.take(path),
      show: (state) => {
        if (state.answers?.type !== type) return;
        for (const one of made) one.showProblem(problemAt(state, one.id));
      },
    };
  };
  return { first: part("first"), second: part("second"), more: part("more") };
}

interface SettingField extends Pick<Field, "element" | "showProblem"> {
  readonly id: ConnectionField;
  /** As if it were typed. */
  take(text: string): void;
}

function settingField(
  spec: FieldSpec,
  value: string,
  change: (value: string) => void,
  browse: () => void,
): SettingField {
  const { label, hint, placeholder, kind } = spec;
  // Ids of the form come from the extension's own table.
  const id = spec.id as ConnectionField;
  const common = { id, label, ...(hint !== undefined && { hint }) };
  if (kind === "check") {
    const box = checkbox({ label, checked: value === "true", onchange: (on) => change(on ? "true" : "") });
    return { id, element: box, showProblem: () => {}, take: () => {} };
  }
  const field =
    kind === "text" || kind === "number"
      ? textField({
          ...common,
          value,
          ...(spec.browse !== undefined && { beside: browseButton(label, browse) }),
          attributes: {
            ...(placeholder !== undefined && { placeholder }),
            ...(kind === "number" && { inputmode: "numeric" }),
          },
          oninput: change,
        })
      : selectField({ ...common, value, choices: kind, onchange: change });
  field.element.dataset["field"] = id;
  if (kind === "number") field.element.classList.add("short");
  return {
    ...field,
    id,
    take: (text) => {
      field.input.value = text;
      change(text);
      field.input.focus();
    },
  };
}

function browseButton(label: string, onclick: () => void): HTMLElement {
  return button({ label: "Browse…", look: "secondary", onclick, "aria-label": `Browse for: ${label}` });
}

/** Starts each change from all texts that were typed. */
export function fieldChanger(
  answers: ConnectionAnswers,
  change: Change,
): (id: string, value: string) => void {
  const typed: Record<string, string> = { ...answers.fields };
  return (id, value) => {
    typed[id] = value;
    change({ fields: { ...typed } });
  };
}
