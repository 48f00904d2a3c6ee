import { type ZodError, z } from "zod";
import type { CheckSpec } from "../../protocol/dag.ts";
import { formatPosition } from "../../protocol/problem.ts";
import type { CheckResult } from "../../protocol/run.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { Check, CheckContext, CheckEvaluation } from "./check.ts";

/** A check of any kind; its own schema stands between the parameters and their type. */
export interface AnyCheck extends Omit<Check<never>, "params"> {
  readonly params: z.ZodType;
}

/** The known kinds of checks. */
export type CheckRegistry = ReadonlyMap<string, AnyCheck>;

/**
 * Evaluates one check. What keeps it from being evaluated (a wrong column, a lost connection) is the outcome
 * `error` with its message; only defects and cancellation are thrown.
 */
export async function evaluateCheck(
  check: CheckSpec,
  registry: CheckRegistry,
  context: CheckContext,
): Promise<CheckResult> {
  const { kind, name } = check;
  try {
    const known = registry.get(kind);
    if (known === undefined) throw unknownKind(check, registry);
    const params = known.params.safeParse(check.params);
    if (!params.success) throw badParams(check, params.error);
    const evaluation = await known.evaluate(params.data as never, context);
    return { name, kind, ...evaluation, message: messageOf(name, evaluation) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { name, kind, outcome: "error", observed: "", expected: "", message: errorText(error) };
  }
}

function messageOf(name: string, { outcome, observed, expected }: CheckEvaluation): string {
  return outcome === "pass" ? `${name}: ${observed}` : `${name}: observed ${observed}, expected ${expected}`;
}

/** A check's result has no place for the error's position and next step but its message. */
function errorText({ message, next, position }: UserError): string {
  const place = position === undefined ? "" : `${formatPosition(position)}: `;
  return `${place}${message}${next === undefined ? "" : ` ${next}`}`;
}

function unknownKind(check: CheckSpec, registry: CheckRegistry): UserError {
  return new UserError({
    code: "unknown-check",
    message: `There is no check of the kind "${check.kind}".`,
    next: `Known kinds are ${[...registry.keys()].join(", ")}.`,
    position: check.position,
  });
}

function badParams(check: CheckSpec, error: ZodError): UserError {
  return new UserError({
    code: "bad-check-params",
    message: `The parameters of the check ${check.name} are wrong: ${z.prettifyError(error).replaceAll("\n", " ")}.`,
    position: check.position,
  });
}
