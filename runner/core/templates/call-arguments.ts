import { didYouMeanText } from "../did-you-mean.ts";
import { missingError, TemplateError } from "./template-error.ts";
import { type CallArguments, describeType, isMissing, type Value } from "./value.ts";

/** The values of a call by parameter name; what was not given is undefined. Unknown and surplus ones are errors. */
export function bindArguments<Name extends string>(
  callee: string,
  args: CallArguments,
  parameters: readonly Name[],
): { readonly [name in Name]?: Value } {
  if (args.positional.length > parameters.length) {
    const takes =
      parameters.length === 0 ? "no arguments" : `at most ${parameters.length} (${parameters.join(", ")})`;
    throw new TemplateError(`${callee} takes ${takes}, but ${args.positional.length} were given.`);
  }
  // Without a prototype: a macro may name its parameters as it likes.
  const bound: { [name in Name]?: Value } = Object.create(null);
  for (const [index, value] of args.positional.entries()) {
    const name = parameters[index];
    if (name !== undefined) bound[name] = value;
  }
  for (const [name, value] of args.named) {
    const parameter = parameters.find((known) => known === name);
    if (parameter === undefined) {
      throw new TemplateError(`${callee} has no argument "${name}".${didYouMeanText(name, parameters)}`, {
        next:
          parameters.length === 0
            ? `${callee} takes no arguments.`
            : `Its arguments are ${parameters.join(", ")}.`,
      });
    }
    if (bound[parameter] !== undefined) throw new TemplateError(`${callee} got "${name}" twice.`);
    bound[parameter] = value;
  }
  for (const value of Object.values<Value | undefined>(bound)) {
    if (value !== undefined && isMissing(value)) throw missingError(value);
  }
  return bound;
}

export function textArgument(
  callee: string,
  name: string,
  value: Value | undefined,
  otherwise?: string,
): string {
  if (value === undefined && otherwise !== undefined) return otherwise;
  if (typeof value === "string") return value;
  throw wrongArgument(callee, name, value, "a string");
}

export function integerArgument(
  callee: string,
  name: string,
  value: Value | undefined,
  otherwise?: number,
): number {
  if (value === undefined && otherwise !== undefined) return otherwise;
  const number = typeof value === "bigint" ? Number(value) : undefined;
  if (number !== undefined && Number.isSafeInteger(number)) return number;
  throw wrongArgument(callee, name, value, "an integer");
}

export function numberArgument(
  callee: string,
  name: string,
  value: Value | undefined,
  otherwise?: number,
): number {
  if (value === undefined && otherwise !== undefined) return otherwise;
  if (typeof value === "bigint" || typeof value === "number") return Number(value);
  throw wrongArgument(callee, name, value, "a number");
}

function wrongArgument(
  callee: string,
  name: string,
  value: Value | undefined,
  wanted: string,
): TemplateError {
  const given = value === undefined ? "it was not given" : `it is ${describeType(value)}`;
  return new TemplateError(`${callee} needs ${wanted} for "${name}", but ${given}.`);
}
