import { checkItemCount, checkTextLength } from "./budget.ts";
import { bindArguments, integerArgument, textArgument } from "./call-arguments.ts";
import { textOf } from "./python-text.ts";
import { TemplateError } from "./template-error.ts";
import { type CallArguments, functionValue, isList, type TemplateFunction, type Value } from "./value.ts";

type Method = (text: string, args: CallArguments, name: string) => Value;

/** Python's string methods, those that templates use. */
const METHODS: Readonly<Record<string, Method>> = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  title: (text) => titleCase(text),
  capitalize: (text) => capitalize(text),
  strip: (text, args, name) => strip(text, args, name, true, true),
  lstrip: (text, args, name) => strip(text, args, name, true, false),
  rstrip: (text, args, name) => strip(text, args, name, false, true),
  startswith: (text, args, name) => anyAffix(args, name, (affix) => text.startsWith(affix)),
  endswith: (text, args, name) => anyAffix(args, name, (affix) => text.endsWith(affix)),
  removeprefix: (text, args, name) => withoutStart(text, one(args, name, "prefix")),
  removesuffix: (text, args, name) => withoutEnd(text, one(args, name, "suffix")),
  split,
  splitlines: (text) =>
    text
      .replace(/\r\n?|\n$/, "\n")
      .replace(/\n$/, "")
      .split("\n"),
  join: (text, args, name) => joinTexts(text, bindArguments(name, args, ["items"]).items ?? null),
  replace(text, args, name) {
    const given = bindArguments(name, args, ["old", "new", "count"]);
    const count = integerArgument(name, "count", given.count, -1);
    return replaceText(
      text,
      textArgument(name, "old", given.old),
      textArgument(name, "new", given.new),
      count,
    );
  },
  find: (text, args, name) => BigInt(text.indexOf(one(args, name, "sub"))),
  count: (text, args, name) => BigInt(text.split(one(args, name, "sub")).length - 1),
  zfill(text, args, name) {
    const width = widthOf(args, name);
    const sign = /^[-+]/.exec(text)?.[0] ?? "";
    return sign + text.slice(sign.length).padStart(width - sign.length, "0");
  },
  ljust: (text, args, name) => text.padEnd(widthOf(args, name), fillOf(args, name)),
  rjust: (text, args, name) => text.padStart(widthOf(args, name), fillOf(args, name)),
  center: (text, args, name) => centerText(text, widthOf(args, name)),
  isdigit: (text) => /^\p{Nd}+$/u.test(text),
  isalpha: (text) => /^\p{L}+$/u.test(text),
  isalnum: (text) => /^[\p{L}\p{Nd}]+$/u.test(text),
  format: (text, args) => formatText(text, args),
};

export const TEXT_METHOD_NAMES: readonly string[] = Object.keys(METHODS);

export function textMethod(text: string, name: string): TemplateFunction | undefined {
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  return method && functionValue(name, (args) => method(text, args, name));
}

export function titleCase(text: string): string {
  return text.replace(/\p{L}+/gu, capitalize);
}

export function capitalize(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();
}

/** Where the spaces cannot be shared evenly, the side of the extra one is Python's. */
export function centerText(text: string, width: number): string {
  checkTextLength(width);
  const spaces = Math.max(0, width - text.length);
  const before = Math.floor(spaces / 2) + (spaces & width & 1);
  return text.padStart(text.length + before).padEnd(width);
}

/** `count` below zero replaces all. */
export function replaceText(text: string, old: string, replacement: string, count: number): string {
  if (old === "") throw new TemplateError("An empty text cannot be replaced.");
  const parts = text.split(old);
  const times = count < 0 ? parts.length - 1 : Math.min(count, parts.length - 1);
  checkTextLength(text.length + times * (replacement.length - old.length));
  return (
    parts.slice(0, times + 1).join(replacement) +
    parts
      .slice(times + 1)
      .map((part) => old + part)
      .join("")
  );
}

export function joinTexts(separator: string, items: Value): string {
  if (!isList(items)) throw new TemplateError("Only a list can be joined.");
  const texts = items.map(textOf);
  checkTextLength(texts.reduce((sum, text) => sum + text.length + separator.length, 0));
  return texts.join(separator);
}

function strip(text: string, args: CallArguments, name: string, start: boolean, end: boolean): string {
  const characters = bindArguments(name, args, ["chars"]).chars ?? null;
  const drops =
    characters === null
      ? (character: string) => /\s/.test(character)
      : (character: string) => textArgument(name, "chars", characters).includes(character);
  let from = 0;
  let to = text.length;
  while (start && from < to && drops(text[from] ?? "")) from += 1;
  while (end && to > from && drops(text[to - 1] ?? "")) to -= 1;
  return text.slice(from, to);
}

function split(text: string, args: CallArguments, name: string): Value {
  const { sep = null, maxsplit } = bindArguments(name, args, ["sep", "maxsplit"]);
  const most = integerArgument(name, "maxsplit", maxsplit, -1);
  const separator = sep === null ? undefined : textArgument(name, "sep", sep);
  if (separator === "") throw new TemplateError("The separator of split is empty.");
  const parts =
    separator === undefined
      ? text
          .trim()
          .split(/\s+/)
          .filter((part) => part !== "")
      : text.split(separator);
  checkItemCount(parts.length);
  if (most < 0 || parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(separator ?? " ")];
}

function anyAffix(args: CallArguments, name: string, matches: (affix: string) => boolean): boolean {
  const { affix = null } = bindArguments(name, args, ["affix"]);
  return isList(affix)
    ? affix.some((each) => matches(textArgument(name, "affix", each)))
    : matches(textArgument(name, "affix", affix));
}

function withoutStart(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function withoutEnd(text: string, suffix: string): string {
  return suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}

/** `"{}/{name}".format(1, name=2)`, without format specifications. */
function formatText(text: string, args: CallArguments): string {
  const state = { next: 0, length: text.length };
  return text.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (whole, field?: string) => {
    if (field === undefined) return whole === "{{" ? "{" : "}";
    if (!/^\w*$/.test(field)) {
      throw new TemplateError(`format does not take "${whole}".`, {
        next: 'Use "%05d" % value for widths and digits.',
      });
    }
    const index = field === "" ? state.next++ : Number(field);
    const value = Number.isInteger(index) ? args.positional[index] : args.named.get(field);
    if (value === undefined) throw new TemplateError(`format has no value for "${whole}".`);
    const shown = textOf(value);
    state.length += shown.length;
    checkTextLength(state.length);
    return shown;
  });
}

function one(args: CallArguments, callee: string, name: string): string {
  const text = textArgument(callee, name, bindArguments(callee, args, [name])[name]);
  if (text === "" && (callee === "count" || callee === "find"))
    throw new TemplateError(`${callee} needs a text.`);
  return text;
}

function widthOf(args: CallArguments, callee: string): number {
  const width = integerArgument(callee, "width", bindArguments(callee, args, ["width", "fillchar"]).width);
  checkTextLength(width);
  return width;
}

function fillOf(args: CallArguments, callee: string): string {
  return textArgument(callee, "fillchar", bindArguments(callee, args, ["width", "fillchar"]).fillchar, " ");
}
