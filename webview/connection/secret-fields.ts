import type {
  ConnectionAnswers,
  S3Access,
  SecretAnswer,
  SecretSlot,
  TypedSecrets,
} from "../../protocol/webview/connection.ts";
import { el } from "../shared/dom.ts";
import { type Choice, selectField, textField } from "../shared/fields.ts";
import type { Change, SecretPart } from "./form-part.ts";
import { problemAt } from "./form-state.ts";
import { type SecretField, type SecretFieldOptions, secretField } from "./secret-field.ts";

const ACCESSES: readonly Choice<S3Access>[] = [
  { value: "default", label: "AWS's default credentials: variables, profile, SSO, roles" },
  { value: "anonymous", label: "Nobody: the bucket is public" },
  { value: "profile", label: "A profile of the AWS configuration" },
  { value: "keys", label: "Keys, by where they are" },
];

type SlotOptions = Pick<SecretFieldOptions, "slot" | "label" | "none">;

const PASSWORD: SlotOptions = {
  slot: "password",
  label: "Password",
  none: "PGPASSWORD, or the file ~/.pgpass",
};

const KEYS: readonly SlotOptions[] = [
  { slot: "accessKeyId", label: "Access key id" },
  { slot: "secretAccessKey", label: "Secret access key" },
  { slot: "sessionToken", label: "Session token", none: "Nowhere: the keys are static" },
];

const EXTERNAL_ID: SlotOptions = {
  slot: "externalId",
  label: "External id of the role",
  none: "Nowhere: there is none",
};

export interface SecretParts {
  readonly password: SecretPart;
  readonly access: SecretPart;
  readonly externalId: SecretPart;
}

/** Where secrets are, each in its place of the form. */
export function secretParts(
  answers: ConnectionAnswers,
  changeField: (id: string, value: string) => void,
  change: Change,
): SecretParts {
  const given: Record<SecretSlot, SecretAnswer> = { ...answers.secrets };
  const fieldOf = (options: SlotOptions): SecretField =>
    secretField({
      ...options,
      answer: given[options.slot],
      onchange: (answer) => {
        given[options.slot] = answer;
        change({ secrets: { ...given } });
      },
      ontype: () => change({}),
    });
  return {
    password: partOf(PASSWORD.slot, fieldOf(PASSWORD)),
    access: accessPart(
      answers,
      KEYS.map((key) => [key.slot, fieldOf(key)] as const),
      changeField,
      change,
    ),
    externalId: partOf(EXTERNAL_ID.slot, fieldOf(EXTERNAL_ID)),
  };
}

function partOf(slot: SecretSlot, field: SecretField): SecretPart {
  return { ...field, typed: () => typedIn([[slot, field]]) };
}

/** As whom a bucket is read, and what that needs. */
function accessPart(
  answers: ConnectionAnswers,
  keys: readonly (readonly [SecretSlot, SecretField])[],
  changeField: (id: string, value: string) => void,
  change: Change,
): SecretPart {
  const access = selectField<S3Access>({
    id: "access",
    label: "Access as",
    value: answers.access,
    choices: ACCESSES,
    onchange: (value) => change({ access: value }),
  });
  access.element.dataset["field"] = "access";
  const profile = textField({
    id: "s3:profile",
    label: "Profile",
    value: answers.fields["s3:profile"] ?? "",
    attributes: { placeholder: "default" },
    oninput: (value) => changeField("s3:profile", value),
  });
  profile.element.dataset["field"] = "s3:profile";
  const fields = el(
    "div",
    { class: "stack" },
    keys.map(([, field]) => field.element),
  );
  return {
    element: el("div", { class: "stack" }, access.element, profile.element, fields),
    typed: () => (fields.hidden ? {} : typedIn(keys)),
    show: (state) => {
      profile.element.hidden = state.answers?.access !== "profile";
      fields.hidden = state.answers?.access !== "keys";
      access.showProblem(problemAt(state, "access"));
      profile.showProblem(problemAt(state, "s3:profile"));
      for (const [, field] of keys) field.show(state);
    },
  };
}

function typedIn(fields: readonly (readonly [SecretSlot, SecretField])[]): TypedSecrets {
  const typed = fields.map(([slot, field]) => [slot, field.typed()] as const);
  return Object.fromEntries(typed.filter(([, text]) => text !== ""));
}
