/** One part of a selection of tasks: `+load`, `staging`, `load+`. */
export interface Term {
  readonly name: string;
  readonly upstream: boolean;
  readonly downstream: boolean;
}

/** The parts of a selection as it is typed; what is no part yet is one with its text as its name. */
export function parseTerms(selection: string): readonly Term[] {
  return selection
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [, before = "", name = part, after = ""] = /^(\+?)([^+]+)(\+?)$/.exec(part) ?? [];
      return { name: name.trim(), upstream: before === "+", downstream: after === "+" };
    });
}

export function formatTerms(terms: readonly Term[]): string {
  return terms
    .map(({ name, upstream, downstream }) => `${upstream ? "+" : ""}${name}${downstream ? "+" : ""}`)
    .join(", ");
}

/** The selection with a name or without it. */
export function withName(selection: string, name: string, isChosen: boolean): string {
  const others = parseTerms(selection).filter((term) => term.name !== name);
  return formatTerms(isChosen ? [...others, { name, upstream: false, downstream: false }] : others);
}

/** The selection with a name and what it waits for, or what waits for it, or without these. */
export function withSide(
  selection: string,
  name: string,
  side: "upstream" | "downstream",
  isTaken: boolean,
): string {
  return formatTerms(
    parseTerms(selection).map((term) => (term.name === name ? { ...term, [side]: isTaken } : term)),
  );
}
