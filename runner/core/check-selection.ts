import type { CheckSpec } from "../../protocol/dag.ts";
import { didYouMeanText } from "./did-you-mean.ts";
import { listedNames } from "./listed-names.ts";

/** What somebody asks for; what is not given selects all. A check must meet each of it. */
export interface CheckChoice {
  /** Names, or patterns in which `*` stands for any text; any of them. */
  readonly names: readonly string[];
  readonly table?: string;
  readonly tag?: string;
}

export type ChosenChecks<T> =
  | { readonly ok: true; readonly checks: readonly T[] }
  | { readonly ok: false; readonly message: string; readonly next: string };

/** So many names are told at most. */
const MOST_NAMES = 10;

/** The checks that a choice means, in their order; a name, table or tag that no check has is a mistake. */
export function chooseAmong<T extends { readonly check: CheckSpec }>(
  all: readonly T[],
  choice: CheckChoice,
): ChosenChecks<T> {
  const { table, tag } = choice;
  const names = choice.names.map((name) => ({ name, isMatch: matcherOf(name) }));
  for (const { name, isMatch } of names)
    if (!all.some(({ check }) => isMatch(check.name)))
      return unknown("check", name, all, ({ name }) => [name]);
  if (table !== undefined && !all.some(({ check }) => isAbout(check, table)))
    return unknown("check of the table", table, all, ({ tables }) => tables);
  if (tag !== undefined && !all.some(({ check }) => check.tags.includes(tag)))
    return unknown("check with the tag", tag, all, ({ tags }) => tags);
  const checks = all.filter(
    ({ check }) =>
      (names.length === 0 || names.some(({ isMatch }) => isMatch(check.name))) &&
      (table === undefined || isAbout(check, table)) &&
      (tag === undefined || check.tags.includes(tag)),
  );
  if (checks.length > 0) return { ok: true, checks };
  return {
    ok: false,
    message: "No check meets all that was asked for.",
    next: "Each of it alone is met by some check: ask for less at once.",
  };
}

function matcherOf(pattern: string): (name: string) => boolean {
  const parts = pattern.split("*").map((text) => text.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join(".*")}$`, "su");
  return (name) => name === pattern || expression.test(name);
}

/** Names as SQL reads them: case counts in quotes only. Without a schema it is the table of any. */
function isAbout({ tables }: CheckSpec, table: string): boolean {
  const wanted = partsOf(table);
  return tables.some((written) => {
    const parts = partsOf(written);
    return wanted.length > 0 && wanted.every((part, index) => part === parts.at(index - wanted.length));
  });
}

function partsOf(table: string): readonly string[] {
  return Array.from(table.matchAll(/"((?:[^"]|"")*)"|[^."]+/g), ([word, quoted]) =>
    quoted === undefined ? word.trim().toLowerCase() : quoted.replaceAll('""', '"'),
  );
}

function unknown(
  what: string,
  name: string,
  all: readonly { readonly check: CheckSpec }[],
  namesOf: (check: CheckSpec) => readonly string[],
): ChosenChecks<never> {
  const known = [...new Set(all.flatMap(({ check }) => namesOf(check)))];
  return {
    ok: false,
    message: `There is no ${what} "${name}" here.${didYouMeanText(name, known)}`,
    next: known.length === 0 ? "No check has any." : `There are: ${listedNames(known, MOST_NAMES)}.`,
  };
}
