import { el } from "../shared/dom.ts";
import { type Field, textField } from "../shared/fields.ts";

export interface DateFieldOptions {
  readonly id: string;
  readonly label: string;
  /** What the picker's button does. */
  readonly pickLabel: string;
  readonly value: string;
  readonly hint?: string;
  /** Also a time can be picked. */
  readonly hasTime: boolean;
  readonly onchange: (value: string) => void;
}

export interface DateField extends Field {
  set(value: string): void;
}

/**
 * A day or time as text, with the browser's own picker beside it: a time is the DAG's wall clock, and an offset can be
 * typed. (A picker can be opened by a click on it alone: pages of the editor may not open one by script.)
 */
export function dateField(options: DateFieldOptions): DateField {
  const { id, label, pickLabel, value, hint, hasTime, onchange } = options;
  const picker = el("input", {
    type: hasTime ? "datetime-local" : "date",
    "aria-label": pickLabel,
    title: pickLabel,
  });
  const tell = (text: string): void => {
    picker.value = pickable(text, hasTime);
    onchange(text);
  };
  const field = textField({
    id,
    label,
    value,
    ...(hint !== undefined && { hint }),
    beside: el("span", { class: "picker codicon codicon-calendar" }, picker),
    attributes: { placeholder: hasTime ? "2018-11-01T06:00" : "2018-11-01", "data-testid": id },
    oninput: tell,
  });
  picker.value = pickable(value, hasTime);
  picker.addEventListener("change", () => {
    // Midnight is the day itself.
    const picked = picker.value.replace(/T00:00$/, "");
    if (picked === "") return;
    field.input.value = picked;
    onchange(picked);
  });
  return {
    ...field,
    set: (text) => {
      if (field.input.value === text) return;
      field.input.value = text;
      picker.value = pickable(text, hasTime);
    },
  };
}

/** What a picker can begin with: of a text that it does not understand, nothing. */
function pickable(text: string, hasTime: boolean): string {
  const [, day = "", time = "T00:00"] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d)?$/.exec(text.trim()) ?? [];
  return day === "" || !hasTime ? day : `${day}${time}`;
}
