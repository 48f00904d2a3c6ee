import { type Attributes, type Child, el, fill } from "./dom.ts";

/** A field with its label above it, a hint below, and room for what is wrong with it. */
export interface Field {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement | HTMLSelectElement;
  /** Undefined: nothing is wrong. */
  showProblem(text: string | undefined): void;
}

export interface FieldOptions {
  /** Unique in the page. */
  readonly id: string;
  readonly label: string;
  readonly hint?: Child;
  /** Beside the input: a button, a date picker. */
  readonly beside?: Child | readonly Child[];
}

export interface TextFieldOptions extends FieldOptions {
  readonly value: string;
  readonly attributes?: Attributes;
  /** At every keystroke. */
  readonly oninput: (value: string) => void;
}

export function textField({ value, attributes, oninput, ...field }: TextFieldOptions): Field {
  const input = el("input", {
    type: "text",
    class: "input",
    spellcheck: "false",
    autocomplete: "off",
    ...attributes,
    id: field.id,
  });
  input.value = value;
  input.addEventListener("input", () => oninput(input.value));
  return fieldAround(input, field);
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

export interface SelectFieldOptions<T extends string> extends FieldOptions {
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onchange: (value: T) => void;
}

export interface SelectField<T extends string> extends Field {
  /** Has other choices from now on, with one of them chosen. Tells nobody. */
  offer(choices: readonly Choice<T>[], value: T): void;
}

export function selectField<T extends string>(options: SelectFieldOptions<T>): SelectField<T> {
  const { value: first, choices, onchange, ...field } = options;
  const offered = { choices };
  const select = el("select", { class: "input", id: field.id });
  const offer = (choices: readonly Choice<T>[], value: T): void => {
    offered.choices = choices;
    fill(
      select,
      choices.map((choice) =>
        el("option", { value: choice.value, selected: choice.value === value }, choice.label),
      ),
    );
  };
  offer(choices, first);
  select.addEventListener("change", () => {
    const chosen = offered.choices[select.selectedIndex];
    if (chosen !== undefined) onchange(chosen.value);
  });
  return { ...fieldAround(select, field), offer };
}

function fieldAround(
  input: HTMLInputElement | HTMLSelectElement,
  { id, label, hint, beside }: FieldOptions,
): Field {
  const hintId = `${id}-hint`;
  const problemId = `${id}-problem`;
  const problem = el("p", { class: "problem", id: problemId, role: "alert", hidden: true });
  const described = hint === undefined ? "" : hintId;
  if (described !== "") input.setAttribute("aria-describedby", described);
  const element = el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    el("div", { class: "field-row" }, input, beside),
    hint !== undefined && el("p", { class: "hint", id: hintId }, hint),
    problem,
  );
  return {
    element,
    input,
    showProblem: (text) => {
      problem.hidden = text === undefined;
      if (problem.textContent !== (text ?? "")) problem.textContent = text ?? "";
      const ids = [described, text === undefined ? "" : problemId].filter((one) => one !== "");
      if (ids.length === 0) input.removeAttribute("aria-describedby");
      else input.setAttribute("aria-describedby", ids.join(" "));
      if (text === undefined) input.removeAttribute("aria-invalid");
      else input.setAttribute("aria-invalid", "true");
    },
  };
}

export interface CheckboxOptions {
  readonly label: Child | readonly Child[];
  readonly checked: boolean;
  readonly onchange: (checked: boolean) => void;
  readonly attributes?: Attributes;
}

/** A box with its label behind it. */
export function checkbox({ label, checked, onchange, attributes }: CheckboxOptions): HTMLLabelElement {
  const box = el("input", { type: "checkbox", ...attributes });
  box.checked = checked;
  box.addEventListener("change", () => onchange(box.checked));
  return el("label", { class: "check" }, box, el("span", {}, label));
}

export interface RadioOptions<T extends string> {
  /** Unique in the page. */
  readonly name: string;
  readonly legend: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onchange: (value: T) => void;
}

/** One of a few, each with a line that says what it means. */
export function radioGroup<T extends string>(options: RadioOptions<T>): HTMLFieldSetElement {
  const { name, legend, value, choices, onchange } = options;
  return el(
    "fieldset",
    { class: "radios" },
    el("legend", {}, legend),
    choices.map((choice) => {
      const hintId = `${name}-${choice.value}-hint`;
      const input = el("input", {
        type: "radio",
        name,
        value: choice.value,
        checked: choice.value === value,
        ...(choice.hint !== undefined && { "aria-describedby": hintId }),
      });
      input.addEventListener("change", () => onchange(choice.value));
      return el(
        "div",
        { class: "radio" },
        el("label", { class: "check" }, input, el("span", {}, choice.label)),
        choice.hint !== undefined && el("p", { class: "hint", id: hintId }, choice.hint),
      );
    }),
  );
}
