import type {
  BackfillAnswers,
  BackfillPreview,
  BackfillProblems,
  BackfillSubject,
  ToBackfillForm,
} from "../../protocol/webview/backfill.ts";

/**
 * What the page knows. `version` counts changes of the answers: a preview or a problem of another version is about
 * answers that are no more. `planning`: an answer is on its way. `starting`: Run was pressed.
 */
export interface FormState {
  readonly subject: BackfillSubject | null;
  readonly answers: BackfillAnswers | null;
  readonly version: number;
  readonly phase: "planning" | "shown" | "starting";
  /** The last one, also while another is on its way: it is dimmed then. */
  readonly preview: BackfillPreview | null;
  readonly problems: BackfillProblems;
  /** Run was pressed, and what it would have done is not what was shown. */
  readonly hasChanged: boolean;
  readonly started: string | null;
  readonly unavailable: string | null;
  readonly agreesToDuplicates: boolean;
  /** What was typed to agree to a production target. */
  readonly production: string;
}

export const FIRST_STATE: FormState = {
  subject: null,
  answers: null,
  version: 0,
  phase: "planning",
  preview: null,
  problems: {},
  hasChanged: false,
  started: null,
  unavailable: null,
  agreesToDuplicates: false,
  production: "",
};

/** The page after a message of the extension. */
export function afterMessage(state: FormState, message: ToBackfillForm): FormState {
  switch (message.kind) {
    case "subject": {
      const { subject, filled } = message;
      const known: FormState = { ...state, subject, unavailable: null };
      return filled === null
        ? known
        : { ...known, ...filled, phase: "planning", problems: {}, started: null };
    }
    case "preview": {
      if (message.version !== state.version) return state;
      const { preview, hasChanged } = message;
      // Who agreed to another plan has not agreed to this one.
      const agreesToDuplicates = state.agreesToDuplicates && !hasChanged;
      return { ...state, phase: "shown", preview, hasChanged, problems: {}, agreesToDuplicates };
    }
    case "problems":
      if (message.version !== state.version) return state;
      return { ...state, phase: "shown", problems: message.problems };
    case "starting":
      return { ...state, phase: "starting" };
    case "started":
      return {
        ...state,
        phase: "planning",
        started: message.text,
        hasChanged: false,
        agreesToDuplicates: false,
        production: "",
      };
    case "unavailable":
      return { ...state, unavailable: message.text };
  }
}

export function afterChange(state: FormState, changed: Partial<BackfillAnswers>): FormState {
  if (state.answers === null) return state;
  return {
    ...state,
    answers: { ...state.answers, ...changed },
    version: state.version + 1,
    phase: "planning",
    problems: {},
    hasChanged: false,
    started: null,
    agreesToDuplicates: false,
  };
}

/** Why nothing can be run now, in words; undefined when it can. */
export function whyNot(state: FormState): string | undefined {
  const { subject, phase, preview, problems, agreesToDuplicates, production } = state;
  const target = subject?.target;
  if (subject === null) return "Nothing is planned yet.";
  if (state.unavailable !== null) return state.unavailable;
  if (target?.readOnly === true)
    return `The target ${target.name} is read-only, so nothing runs on it. Choose another one in the status bar.`;
  if (phase === "starting") return "Starting…";
  if (Object.keys(problems).length > 0) return "Something in the form has to be mended first.";
  if (phase === "planning" || preview === null) return "Planning…";
  if (preview.runs === 0)
    return "Nothing to run: every interval is left out. Choose another policy or range.";
  if (preview.duplicates > 0 && !agreesToDuplicates)
    return "Say that rows may be loaded twice, or choose another policy.";
  if (target?.production === true && production !== target.name)
    return `Type ${target.name} to run on this production target.`;
  return undefined;
}
