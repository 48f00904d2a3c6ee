import type { CommandOptions } from "./command.ts";
import { textOption } from "./command.ts";

/** The text options that were given, as the fields of an order, which leaves out what is not asked for. */
export function given<K extends string>(
  options: CommandOptions,
  ...names: readonly K[]
): { readonly [key in K]?: string } {
  const found = names.flatMap((name) => {
    const value = textOption(options, name);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(found) as { [key in K]?: string };
}
