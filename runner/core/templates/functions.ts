import { checkItemCount } from "./budget.ts";
import { bindArguments, integerArgument } from "./call-arguments.ts";
import { TemplateError } from "./template-error.ts";
import { type CallArguments, functionValue, type Value } from "./value.ts";

/** Jinja's global functions. */
export const FUNCTIONS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ["range", functionValue("range", range)],
  ["dict", functionValue("dict", ({ named }) => new Map(named))],
  ["namespace", functionValue("namespace", namespace)],
]);

function range(args: CallArguments): Value {
  const given = bindArguments("range", args, ["start", "stop", "step"]);
  const first = integerArgument("range", "start", given.start);
  const start = given.stop === undefined ? 0 : first;
  const stop = given.stop === undefined ? first : integerArgument("range", "stop", given.stop);
  const step = integerArgument("range", "step", given.step, 1);
  if (step === 0) throw new TemplateError("The step of range cannot be zero.");
  const count = Math.max(0, Math.ceil((stop - start) / step));
  checkItemCount(count);
  return Array.from({ length: count }, (_, index) => BigInt(start + index * step));
}

function namespace({ named }: CallArguments): Value {
  const attributes = new Map(named);
  return {
    type: "object",
    text: "<Namespace>",
    attributes,
    assign: (name, value) => void attributes.set(name, value),
  };
}
