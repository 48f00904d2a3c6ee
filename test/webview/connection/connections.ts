import { FIRST_ANSWERS } from "../../../extension/surfaces/connection-form/answers.ts";
import { TYPES } from "../../../extension/surfaces/connection-form/fields.ts";
import type { TestStepView } from "../../../protocol/rpc/connections.ts";
import {
  type ConnectionAnswers,
  type ConnectionProblems,
  type ConnectionSubject,
  type FromConnectionForm,
  SECRET_SLOTS,
  type SecretSlot,
  type SecretState,
  type ToConnectionForm,
} from "../../../protocol/webview/connection.ts";
import type { StubHost, StubPage, StubPageOptions } from "../stub-host.ts";

export const SUBJECT: ConnectionSubject = {
  folder: "file:///work",
  folderName: "sparkify",
  types: TYPES,
  targets: [
    { name: "dev", production: false },
    { name: "prod", production: true },
  ],
};

export const ANSWERS: ConnectionAnswers = FIRST_ANSWERS;

export const STEPS: readonly TestStepView[] = [
  step("configuration", { text: "of type postgres", milliseconds: 1 }),
  step("reach", { text: "db.example.com:5432 answers", milliseconds: 12 }),
  step("sign in", {
    outcome: "failed",
    text: 'The server does not accept the password of "loader".',
    next: "Set another one, or ask who runs the server.",
  }),
  step("read", { outcome: "not reached", text: "", milliseconds: 0 }),
];

export function step(name: string, more: Partial<TestStepView> = {}): TestStepView {
  return { step: name, outcome: "ok", text: "fine", milliseconds: 30, ...more };
}

export function secretStates(
  more: Partial<Record<SecretSlot, Partial<SecretState>>> = {},
): Readonly<Record<SecretSlot, SecretState>> {
  const states = SECRET_SLOTS.map((slot) => [
    slot,
    { editorName: `prod.${slot}`, isKept: false, isShortLived: false, hasVariable: null, ...more[slot] },
  ]);
  return Object.fromEntries(states) as Record<SecretSlot, SecretState>;
}

export type ConnectionPage = StubPage<FromConnectionForm, ToConnectionForm>;

/** A page that has its subject and its first check. */
export async function openForm(
  host: StubHost,
  given: {
    readonly subject?: ConnectionSubject;
    readonly answers?: ConnectionAnswers;
    readonly checked?: Partial<Extract<ToConnectionForm, { readonly kind: "checked" }>>;
    readonly options?: StubPageOptions;
  } = {},
): Promise<ConnectionPage> {
  const form = await host.open<FromConnectionForm, ToConnectionForm>("connection", given.options);
  await form.waitForPost((message) => message.kind === "ready");
  const filled = { answers: given.answers ?? ANSWERS, version: 0 };
  await form.tell({ kind: "subject", subject: given.subject ?? SUBJECT, filled });
  await form.tell(checked(0, given.checked));
  return form;
}

export function checked(
  version: number,
  more: Partial<Extract<ToConnectionForm, { readonly kind: "checked" }>> = {},
): ToConnectionForm {
  const preview = JSON.stringify(
    { prod: { type: "postgres", password: { editor: "prod.password" } } },
    null,
    2,
  );
  return { kind: "checked", version, problems: {}, secrets: secretStates(), preview, ...more };
}

/** Tells a test of that version, step by step. */
export async function tellTest(
  form: ConnectionPage,
  version: number,
  steps: readonly TestStepView[],
  problems: ConnectionProblems = {},
): Promise<void> {
  await form.tell({ kind: "testing", version });
  for (const one of steps) await form.tell({ kind: "step", version, step: one });
  await form.tell({ kind: "tested", version, problem: null, problems });
}
