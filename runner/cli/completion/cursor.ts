import type { Argument, Command, Option } from "commander";

/** What stands at the cursor of a command line that is being typed. */
export interface Cursor {
  /** The command that the words before have named; the program itself when they have named none. */
  readonly command: Command;
  /** What is typed so far of the word at the cursor, without `prefix`. */
  readonly typed: string;
  /** What belongs to the word at the cursor and is no part of the value: `--policy=`. */
  readonly prefix: string;
  readonly expects: Expected;
  /** The command's arguments so far, and the last value of each option by its long name. */
  readonly args: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

export type Expected =
  | { readonly kind: "command" }
  | { readonly kind: "option" }
  | { readonly kind: "value"; readonly of: Option | Argument }
  | { readonly kind: "nothing" };

/**
 * Reads the words after the program's name, up to the one at the cursor, as commander would. bash breaks words at
 * `=`, so that it is a word of its own there.
 */
export function readCursor(program: Command, words: readonly string[]): Cursor {
  const last = words.at(-1) ?? "";
  let command = program;
  let pending: Option | undefined;
  const args: string[] = [];
  const options = new Map<string, string>();
  const find = (flag: string): Option | undefined => findOption(command, program, flag);
  for (const word of words.slice(0, -1)) {
    if (word === "=" && pending !== undefined) continue;
    if (isFlag(word)) {
      const [flag, value] = splitFlag(word);
      const option = find(flag);
      pending = option !== undefined && takesValue(option) && value === undefined ? option : undefined;
      if (option?.long && value !== undefined) options.set(option.long, value);
    } else if (pending !== undefined) {
      options.set(pending.long ?? "", word);
      if (!pending.variadic) pending = undefined;
    } else if (command === program) {
      command =
        program.commands.find((known) => [known.name(), ...known.aliases()].includes(word)) ?? command;
    } else args.push(word);
  }
  const at = { command, args, options };
  if (pending !== undefined && !isFlag(last))
    return { ...at, typed: last === "=" ? "" : last, prefix: "", expects: { kind: "value", of: pending } };
  const [flag, value] = splitFlag(last);
  const option = isFlag(last) && value !== undefined ? find(flag) : undefined;
  if (option !== undefined && takesValue(option))
    return { ...at, typed: value ?? "", prefix: `${flag}=`, expects: { kind: "value", of: option } };
  return { ...at, typed: last, prefix: "", expects: expected(command, program, args, last) };
}

function expected(command: Command, program: Command, args: readonly string[], last: string): Expected {
  if (last.startsWith("-")) return { kind: "option" };
  if (command === program) return { kind: "command" };
  const known = command.registeredArguments;
  const final = known.at(-1);
  const of = known[args.length] ?? (final?.variadic ? final : undefined);
  return of === undefined ? { kind: "nothing" } : { kind: "value", of };
}

function findOption(command: Command, program: Command, flag: string): Option | undefined {
  return [...command.options, ...program.options].find(({ long, short }) => flag === long || flag === short);
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function isFlag(word: string): boolean {
  return word.startsWith("-") && word !== "-" && word !== "--";
}

/** `--policy=missing`, in its two parts. */
function splitFlag(word: string): readonly [flag: string, value: string | undefined] {
  const at = word.startsWith("--") ? word.indexOf("=") : -1;
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
