import { TemplateError } from "./template-error.ts";
import { functionValue, objectValue, type TemplateObject, type Value } from "./value.ts";

/** Jinja's `loop` in the body of a `for`. */
export function loopValue(items: readonly Value[], index: number): TemplateObject {
  const previous = items[index - 1];
  const next = items[index + 1];
  return objectValue("<loop>", {
    index: BigInt(index + 1),
    index0: BigInt(index),
    revindex: BigInt(items.length - index),
    revindex0: BigInt(items.length - index - 1),
    first: index === 0,
    last: index === items.length - 1,
    length: BigInt(items.length),
    ...(previous === undefined ? {} : { previtem: previous }),
    ...(next === undefined ? {} : { nextitem: next }),
    cycle: functionValue("cycle", ({ positional }) => {
      const value = positional[index % positional.length];
      if (value === undefined) throw new TemplateError("cycle needs at least one value.");
      return value;
    }),
  });
}
