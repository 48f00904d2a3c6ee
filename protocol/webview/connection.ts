import type { TestStepView } from "../rpc/connections.ts";

export const CONNECTION_TYPES = ["postgres", "s3", "embedded", "files"] as const;
export type ConnectionType = (typeof CONNECTION_TYPES)[number];

/** How a secret is given: not at all, or by one of the references that `millrace.json` knows. */
export const SECRET_WAYS = ["none", "editor", "env", "command", "awsSecret"] as const;
export type SecretWay = (typeof SECRET_WAYS)[number];

/** Settings that are secrets, by what they are called here. */
export const SECRET_SLOTS = [
  "password",
  "accessKeyId",
  "secretAccessKey",
  "sessionToken",
  "externalId",
] as const;
export type SecretSlot = (typeof SECRET_SLOTS)[number];

/** As whom a bucket is read: AWS's own chain, nobody, a profile, keys by reference. */
export const S3_ACCESSES = ["default", "anonymous", "profile", "keys"] as const;
export type S3Access = (typeof S3_ACCESSES)[number];

/** Where a secret is, as typed; never the secret. Fields of other ways than the chosen one keep their texts. */
export interface SecretAnswer {
  readonly way: SecretWay;
  readonly env: string;
  readonly command: string;
  readonly awsSecret: string;
  readonly key: string;
  readonly region: string;
  readonly profile: string;
}

/** What the fields of the form hold, as typed, and no secret. The extension makes a connection of it. */
export interface ConnectionAnswers {
  readonly type: ConnectionType;
  readonly name: string;
  /** By the fields' ids; `true` for a box that is ticked. Those of other types than the chosen one are kept. */
  readonly fields: Readonly<Record<string, string>>;
  readonly access: S3Access;
  readonly secrets: Readonly<Record<SecretSlot, SecretAnswer>>;
  readonly use: TargetUse;
  readonly target: string;
  readonly newTarget: string;
  /** Empty: the name that operators take when they are given none. */
  readonly standsFor: string;
}

/** Whether a target that is there, or a new one, has it stand for a name. */
export const TARGET_USES = ["none", "known", "new"] as const;
export type TargetUse = (typeof TARGET_USES)[number];

export interface FieldSpec {
  /** Unique in the form: `postgres:host`. */
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  /** `check` is a box; a list has the choices of a selection, the first of which leaves the setting out. */
  readonly kind: "text" | "number" | "check" | readonly FieldChoice[];
  /** What a dialog of the editor can be opened for: the field's text is its path. */
  readonly browse?: "file" | "folder";
  /** `more` are folded away; the secrets stand between the first and the second ones. */
  readonly place: "first" | "second" | "more";
}

export interface FieldChoice {
  readonly value: string;
  readonly label: string;
}

export interface TypeSpec {
  readonly type: ConnectionType;
  readonly label: string;
  readonly hint: string;
  /** The name that operators take when they are given none. */
  readonly usualName: string;
  readonly fields: readonly FieldSpec[];
  readonly secrets: readonly SecretSlot[];
}

/** What the form is about, and what it offers. */
export interface ConnectionSubject {
  /** The text of the folder's URI, by which a reloaded window finds it. */
  readonly folder: string;
  readonly folderName: string;
  readonly types: readonly TypeSpec[];
  readonly targets: readonly { readonly name: string; readonly production: boolean }[];
}

/** Where a problem is shown: the id of a field, `secret:` and a slot, or one of the form's own. */
export type ConnectionField =
  | "name"
  | "access"
  | "target"
  | "newTarget"
  | "standsFor"
  | "form"
  | `secret:${SecretSlot}`
  | `${ConnectionType}:${string}`;

export type ConnectionProblems = Readonly<Partial<Record<ConnectionField, string>>>;

/** What is known of a secret's reference. */
export interface SecretState {
  /** By which name `millrace.json` refers to the editor's secret. */
  readonly editorName: string;
  /** Whether the editor keeps one by that name. */
  readonly isKept: boolean;
  /** The editor has lost secrets with its window before: this one will not last longer. */
  readonly isShortLived: boolean;
  /** Whether the environment or `.env` has the variable; null where none is named. */
  readonly hasVariable: boolean | null;
}

/** What the extension tells the form. `version` is that of the answers which it is about. */
export type ToConnectionForm =
  /** With answers when the fields are to have them, as that version; else the page keeps its own. */
  | {
      readonly kind: "subject";
      readonly subject: ConnectionSubject;
      readonly filled: { readonly answers: ConnectionAnswers; readonly version: number } | null;
    }
  | {
      readonly kind: "checked";
      readonly version: number;
      readonly problems: ConnectionProblems;
      readonly secrets: Readonly<Record<SecretSlot, SecretState>>;
      /** What `millrace.json` gets. */
      readonly preview: string;
    }
  /** Test or Save was pressed, and these have to be mended first. */
  | { readonly kind: "refused"; readonly version: number; readonly problems: ConnectionProblems }
  | { readonly kind: "testing"; readonly version: number }
  | { readonly kind: "step"; readonly version: number; readonly step: TestStepView }
  /**
   * `problem`: the test could not be made. Null with steps that were all well, or one that failed, whose text is among
   * the `problems` where a field is known that it is about.
   */
  | {
      readonly kind: "tested";
      readonly version: number;
      readonly problem: string | null;
      readonly problems: ConnectionProblems;
    }
  /** A file or folder was chosen for a field. */
  | { readonly kind: "chosen"; readonly field: string; readonly path: string }
  | { readonly kind: "saving" }
  | { readonly kind: "unavailable"; readonly text: string };

/** What was typed for secrets that the editor is to keep. */
export type TypedSecrets = Readonly<Partial<Record<SecretSlot, string>>>;

/** What the form tells the extension. Secrets are in `test` and `save` only, and nobody keeps these messages. */
export type FromConnectionForm =
  /** The page is there (again). `kept` is what a form that was hidden or reloaded had. */
  | { readonly kind: "ready"; readonly version: number; readonly kept: ConnectionAnswers | null }
  | { readonly kind: "changed"; readonly version: number; readonly answers: ConnectionAnswers }
  | { readonly kind: "test"; readonly version: number; readonly secrets: TypedSecrets }
  | { readonly kind: "cancel-test" }
  /** Browse… at a field whose spec has `browse`. */
  | { readonly kind: "browse"; readonly field: string }
  | { readonly kind: "save"; readonly version: number; readonly secrets: TypedSecrets };

/** What a page keeps for the time that it is not there. No secret is in it. */
export interface KeptConnectionForm {
  readonly folder: string;
  readonly answers: ConnectionAnswers;
}
