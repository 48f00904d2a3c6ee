import { UserError } from "../../protocol/user-error.ts";

/** What a check-up found, in words for people. */
export interface Finding {
  readonly health: "ok" | "warning" | "problem" | "skipped";
  readonly text: string;
  /** What to do about it. */
  readonly next?: string;
}

/** One thing that `doctor` looks at. Adding one is a new file in this folder and a line in the registry. */
export interface CheckUp {
  /** What it looks at: `disk space`. */
  readonly name: string;
  /** A UserError that it throws is a problem. */
  look(signal: AbortSignal): Promise<Finding | readonly Finding[]>;
}

export interface Examined extends Finding {
  readonly name: string;
}

/**
 * Looks at everything, whatever is found on the way, and tells of each. What cannot be looked at for a reason that
 * was told before (a server that does not start) is skipped.
 */
export async function* examine(checkUps: readonly CheckUp[], signal: AbortSignal): AsyncGenerator<Examined> {
  const told: string[] = [];
  for (const { name, look } of checkUps) {
    for (const finding of [await found(look(signal), told, signal)].flat()) {
      told.push(finding.text);
      yield { name, ...finding };
    }
  }
}

async function found(
  looking: Promise<Finding | readonly Finding[]>,
  told: readonly string[],
  signal: AbortSignal,
): Promise<Finding | readonly Finding[]> {
  try {
    return await looking;
  } catch (error) {
    if (signal.aborted) throw error;
    const { message, next } = asUserError(error);
    if (told.some((text) => text.includes(message)))
      return { health: "skipped", text: "not looked at, for a reason above" };
    return { health: "problem", text: message, ...(next !== undefined && { next }) };
  }
}

function asUserError(error: unknown): Pick<UserError, "message" | "next"> {
  if (error instanceof UserError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return { message: `Millrace itself failed here: ${message}`, next: "Please report it." };
}
