import type { TestStepView } from "../../protocol/rpc/connections.ts";
import type {
  ConnectionAnswers,
  ConnectionField,
  ConnectionProblems,
  ConnectionSubject,
  SecretSlot,
  SecretState,
  ToConnectionForm,
} from "../../protocol/webview/connection.ts";

/**
 * What the page knows; no secret is in it. `version` counts changes of the answers, and of what is typed for secrets: a
 * test of another version is about answers that are no more.
 */
export interface FormState {
  readonly subject: ConnectionSubject | null;
  readonly answers: ConnectionAnswers | null;
  readonly version: number;
  readonly problems: ConnectionProblems;
  /** Of which answers they are. */
  readonly problemsVersion: number;
  /**
   * Fields that somebody has been in, with the version at which they were left first: what is wrong with others is not
   * told before Test or Save is pressed, nor what was wrong with one before it was filled in.
   */
  readonly touched: ReadonlyMap<string, number>;
  readonly isAsked: boolean;
  readonly secrets: Readonly<Record<SecretSlot, SecretState>> | null;
  readonly preview: string;
  readonly phase: "editing" | "testing" | "saving";
  readonly test: TestShown | null;
  readonly unavailable: string | null;
}

/** The last test, also of answers that have changed since. */
export interface TestShown {
  readonly version: number;
  readonly steps: readonly TestStepView[];
  readonly isDone: boolean;
  /** Why it could not be made. */
  readonly problem: string | null;
  /** What it found wrong, at the fields that it is about. */
  readonly problems: ConnectionProblems;
}

export const FIRST_STATE: FormState = {
  subject: null,
  answers: null,
  version: 0,
  problems: {},
  problemsVersion: 0,
  touched: new Map(),
  isAsked: false,
  secrets: null,
  preview: "",
  phase: "editing",
  test: null,
  unavailable: null,
};

/** The page after a message of the extension. */
export function afterMessage(state: FormState, message: ToConnectionForm): FormState {
  switch (message.kind) {
    case "subject": {
      const { subject, filled } = message;
      return { ...state, subject, unavailable: null, ...filled };
    }
    case "checked": {
      if (message.version !== state.version) return state;
      const { problems, secrets, preview } = message;
      return { ...state, problems, problemsVersion: message.version, secrets, preview, unavailable: null };
    }
    case "refused":
      if (message.version !== state.version) return { ...state, phase: "editing" };
      return { ...state, phase: "editing", problems: message.problems, isAsked: true, test: untested(state) };
    case "testing":
      if (message.version !== state.version) return state;
      return {
        ...state,
        phase: "testing",
        test: { version: message.version, steps: [], isDone: false, problem: null, problems: {} },
      };
    case "step": {
      const { test } = state;
      if (test === null || message.version !== test.version) return state;
      return { ...state, test: { ...test, steps: [...test.steps, message.step] } };
    }
    case "tested": {
      const { test } = state;
      if (test === null || message.version !== test.version) return state;
      const { problem, problems } = message;
      return { ...state, phase: "editing", test: { ...test, isDone: true, problem, problems } };
    }
    case "chosen":
      // The field takes it as if it were typed.
      return state;
    case "saving":
      return { ...state, phase: "saving" };
    case "unavailable":
      return { ...state, unavailable: message.text };
  }
}

/** One that was asked for and did not begin is none. */
function untested({ test }: FormState): TestShown | null {
  return test?.isDone === false ? null : test;
}

/** The page after a field was left. */
export function afterLeaving(state: FormState, field: string): FormState {
  if (state.touched.has(field)) return state;
  return { ...state, touched: new Map([...state.touched, [field, state.version]]) };
}

export function afterChange(state: FormState, changed: Partial<ConnectionAnswers>): FormState {
  if (state.answers === null) return state;
  const answers = { ...state.answers, ...changed };
  // A test that goes on is about answers that are no more.
  const test = untested(state);
  return { ...state, answers, version: state.version + 1, phase: "editing", test };
}

/** What a test came to; `stale`: it was of other answers. */
export type Verdict = "none" | "testing" | "stale" | "passed" | "failed";

export function verdictOf({ test, version }: FormState): Verdict {
  if (test === null) return "none";
  if (test.version !== version) return "stale";
  if (!test.isDone) return "testing";
  const hasFailed = test.problem !== null || test.steps.some(({ outcome }) => outcome === "failed");
  return hasFailed ? "failed" : "passed";
}

/** What is shown at a field. */
export function problemAt(
  { problems, problemsVersion, touched, isAsked, test, version }: FormState,
  field: ConnectionField,
): string | undefined {
  const left = touched.get(field);
  const isTold = isAsked || (left !== undefined && left <= problemsVersion);
  const told = isTold ? problems[field] : undefined;
  return told ?? (test?.version === version ? test.problems[field] : undefined);
}
