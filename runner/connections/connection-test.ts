import { UserError } from "../../protocol/user-error.ts";

/** What a step found, in words for people; or why it was not taken. */
export type StepFinding = { readonly found: string } | { readonly skipped: string };

/** One step of looking whether a connection works. It is taken when all before it have gone well. */
export interface TestStep {
  /** What it is about: `sign in`. */
  readonly name: string;
  /** Throws a UserError that says what is wrong. */
  run(signal: AbortSignal): Promise<StepFinding>;
}

/** How a connection is looked at, by its implementation. */
export interface ConnectionTest {
  readonly steps: readonly TestStep[];
  /** Lets go of what the steps have opened. */
  close(): Promise<void>;
}

/** Looks at connections one by one, as they are in the file, whatever names a target gives them. */
export interface ConnectionTests {
  /** Throws a UserError when there is no connection of that name. */
  of(name: string): ConnectionTest;
  /** To be called after the last one. */
  close(): Promise<void>;
}

export type StepOutcome = "ok" | "failed" | "skipped" | "not reached";

/** What became of a step. */
export interface StepResult {
  readonly step: string;
  readonly outcome: StepOutcome;
  /** What was found; why it was skipped. Empty where it did not come to it. */
  readonly found: string;
  /** What was wrong, of a failed one. */
  readonly error?: UserError;
  readonly milliseconds: number;
}

/**
 * Takes the steps one after another and tells of each. Those after one that failed are not reached. Anything else
 * than a UserError is thrown, and so is whatever comes after a cancel.
 */
export async function* runConnectionTest(
  test: ConnectionTest,
  now: () => number,
  signal: AbortSignal,
): AsyncGenerator<StepResult> {
  let hasFailed = false;
  for (const { name, run } of test.steps) {
    if (hasFailed) {
      yield { step: name, outcome: "not reached", found: "", milliseconds: 0 };
      continue;
    }
    const started = now();
    const result = await taken(run(signal), signal);
    hasFailed = result.outcome === "failed";
    yield { step: name, ...result, milliseconds: Math.max(0, now() - started) };
  }
}

async function taken(
  step: Promise<StepFinding>,
  signal: AbortSignal,
): Promise<Pick<StepResult, "outcome" | "found" | "error">> {
  try {
    const finding = await step;
    return "found" in finding
      ? { outcome: "ok", found: finding.found }
      : { outcome: "skipped", found: finding.skipped };
  } catch (error) {
    if (!(error instanceof UserError) || signal.aborted) throw error;
    return { outcome: "failed", found: "", error };
  }
}
