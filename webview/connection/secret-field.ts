import type {
  ConnectionField,
  SecretAnswer,
  SecretSlot,
  SecretState,
  SecretWay,
} from "../../protocol/webview/connection.ts";
import { el } from "../shared/dom.ts";
import { type Choice, type Field, selectField, textField } from "../shared/fields.ts";
import type { FormPart } from "./form-part.ts";
import { problemAt } from "./form-state.ts";

export interface SecretField extends FormPart {
  /** Empty where another way is chosen. */
  typed(): string;
}

export interface SecretFieldOptions {
  readonly slot: SecretSlot;
  readonly label: string;
  /** What it means to give none; left out where there has to be one. */
  readonly none?: string;
  readonly answer: SecretAnswer;
  readonly onchange: (answer: SecretAnswer) => void;
  /** What was typed for the editor to keep is another: the text stays in the input. */
  readonly ontype: () => void;
}

const WAYS: readonly Choice<SecretWay>[] = [
  { value: "editor", label: "The editor's secret storage: type it here" },
  { value: "env", label: "An environment variable, or a line of .env" },
  { value: "awsSecret", label: "AWS Secrets Manager" },
  { value: "command", label: "A command that prints it" },
];

/** One secret: how it is given, and the fields of that way. */
export function secretField(options: SecretFieldOptions): SecretField {
  const { slot, label, none, ontype } = options;
  const current: { answer: SecretAnswer } = { answer: options.answer };
  const change = (changed: Partial<SecretAnswer>): void => {
    current.answer = { ...current.answer, ...changed };
    options.onchange(current.answer);
  };
  const way = selectField<SecretWay>({
    id: `${slot}-way`,
    label: `${label} comes from`,
    value: current.answer.way,
    choices: none === undefined ? WAYS : [...WAYS, { value: "none", label: none }],
    onchange: (value) => change({ way: value }),
  });
  const text = (key: Exclude<keyof SecretAnswer, "way">, name: string, more: TextMore = {}): Field => {
    const { hint, placeholder } = more;
    return textField({
      id: `${slot}-${key}`,
      label: name,
      value: current.answer[key],
      ...(hint !== undefined && { hint }),
      attributes: { ...(placeholder !== undefined && { placeholder }) },
      oninput: (value) => change({ [key]: value }),
    });
  };
  const editorHint = el("span", { role: "status" });
  const editor = textField({
    id: `${slot}-typed`,
    label,
    value: "",
    hint: editorHint,
    attributes: { type: "password", autocomplete: "new-password", "data-testid": `${slot}-typed` },
    oninput: ontype,
  });
  const envHint = el("span", { role: "status" });
  const env = text("env", "Variable", { hint: envHint, placeholder: ENV_EXAMPLES[slot] });
  const command = text("command", "Command", {
    hint: "Program and arguments, run in the workspace without a shell",
    placeholder: "pass show warehouse",
  });
  const awsSecret = text("awsSecret", "Name or ARN of the secret");
  const key = text("key", "Field", { hint: "Of a JSON object" });
  const region = text("region", "Region");
  const profile = text("profile", "AWS profile", { hint: "Default: AWS's own chain of credentials" });
  const fields: Readonly<Record<SecretWay, readonly Field[]>> = {
    editor: [editor],
    env: [env],
    command: [command],
    awsSecret: [awsSecret, key, region, profile],
    none: [],
  };
  const groups = Object.entries(fields).map(([name, own]) => ({
    name,
    element: el(
      "div",
      { class: name === "awsSecret" ? "stack pairs" : "stack" },
      own.map(({ element }) => element),
    ),
  }));
  const id: ConnectionField = `secret:${slot}`;
  const element = el(
    "div",
    { class: "stack secret", role: "group", "aria-label": `Source of: ${label}`, "data-field": id },
    way.element,
    groups.map((group) => group.element),
  );
  return {
    element,
    typed: () => (current.answer.way === "editor" ? editor.input.value : ""),
    show: (state) => {
      const { way: chosen } = current.answer;
      const told = state.secrets?.[slot];
      for (const group of groups) group.element.hidden = group.name !== chosen;
      say(editorHint, editorText(told));
      say(envHint, envText(told));
      for (const own of Object.values(fields)) own[0]?.showProblem(undefined);
      (fields[chosen][0] ?? way).showProblem(problemAt(state, id));
    },
  };
}

interface TextMore {
  readonly hint?: string | Node;
  readonly placeholder?: string;
}

const ENV_EXAMPLES: Readonly<Record<SecretSlot, string>> = {
  password: "WAREHOUSE_PASSWORD",
  accessKeyId: "LAKE_ACCESS_KEY_ID",
  secretAccessKey: "LAKE_SECRET_ACCESS_KEY",
  sessionToken: "LAKE_SESSION_TOKEN",
  externalId: "ROLE_EXTERNAL_ID",
};

function editorText(told: SecretState | undefined): string {
  if (told === undefined) return "";
  if (told.isShortLived)
    return `The editor keeps it as ${told.editorName} until this window is closed or reloaded: it has lost what it kept before, so there may be no keyring. Other ways last.`;
  return told.isKept
    ? `The editor keeps ${told.editorName} already: empty means that one.`
    : `The editor keeps it as ${told.editorName}. No file gets it.`;
}

function envText(told: SecretState | undefined): string {
  if (told === undefined || told.hasVariable === null)
    return "Never in millrace.json, which has the name only.";
  return told.hasVariable
    ? "It is there."
    : "Neither .env nor the runner's environment has it. A line of .env counts at once, a variable when the runner is restarted.";
}

/** Only what is new is told again to those who listen. */
function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
