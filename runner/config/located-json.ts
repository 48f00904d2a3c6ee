/** Line and column of a place in a text, both from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

export type LocatedJson =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Where the value at a path is; where the key is, for a property. The nearest known parent's otherwise. */
      placeOf(path: readonly PropertyKey[]): TextPlace;
      /** Keys that an object has twice. */
      readonly duplicates: readonly { readonly key: string; readonly place: TextPlace }[];
    }
  | { readonly ok: false; readonly message: string; readonly place: TextPlace };

/** Parses strict JSON and remembers where everything was. */
export function parseLocatedJson(text: string): LocatedJson {
  const reader = jsonReader(text);
  try {
    const value = reader.document();
    return {
      ok: true,
      value,
      duplicates: reader.duplicates.map(({ key, offset }) => ({ key, place: placeAt(text, offset) })),
      placeOf(path) {
        for (let length = path.length; length > 0; length--) {
          const offset = reader.offsets.get(keyOf(path.slice(0, length)));
          if (offset !== undefined) return placeAt(text, offset);
        }
        return placeAt(text, reader.offsets.get("") ?? 0);
      },
    };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, message: error.message, place: placeAt(text, reader.offset()) };
  }
}

const keyOf = (path: readonly PropertyKey[]): string => path.map((key) => JSON.stringify(String(key))).join();

function placeAt(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - (before.lastIndexOf("\n") + 1) + 1 };
}

const SCALAR =
  /"(?:[^"\\\r\n]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

function jsonReader(text: string) {
  const offsets = new Map<string, number>();
  const duplicates: { key: string; offset: number }[] = [];
  // A byte order mark is no part of the document.
  let at = text.startsWith("\ufeff") ? 1 : 0;

  const skip = (): void => {
    while (/[ \t\r\n]/.test(text[at] ?? "")) at++;
  };
  const fail = (message: string): never => {
    throw new SyntaxError(message);
  };
  const found = (): string => {
    if (at >= text.length) return "the end of the file";
    if (text.startsWith("//", at) || text.startsWith("/*", at)) return "a comment, which JSON does not have";
    return text[at] === "'" ? "a single quote" : JSON.stringify(text[at]);
  };
  const expect = (character: string, what: string): void => {
    skip();
    if (text[at] !== character) fail(`${what} is expected here, not ${found()}.`);
    at++;
  };
  const scalar = (what: string): unknown => {
    SCALAR.lastIndex = at;
    const match = SCALAR.exec(text)?.[0];
    if (match === undefined) return fail(`${what} is expected here, not ${found()}.`);
    let read: unknown;
    try {
      read = JSON.parse(match);
    } catch {
      return fail("This text holds a control character; write it as an escape such as \\t.");
    }
    at += match.length;
    return read;
  };
  const key = (): string => {
    skip();
    if (text[at] !== '"') fail(`A name in double quotes is expected here, not ${found()}.`);
    return String(scalar("A name in double quotes"));
  };
  const more = (end: string, what: string): boolean => {
    skip();
    if (text[at] === end) {
      at++;
      return false;
    }
    const comma = at;
    expect(",", what);
    skip();
    if (text[at] === end) {
      at = comma;
      fail("JSON has no comma after the last item.");
    }
    return true;
  };
  const isEmpty = (end: string): boolean => {
    at++;
    skip();
    if (text[at] !== end) return false;
    at++;
    return true;
  };
  const value = (path: readonly PropertyKey[]): unknown => {
    skip();
    if (!offsets.has(keyOf(path))) offsets.set(keyOf(path), at);
    if (path.length > 100) fail("This is nested too deep.");
    if (text[at] === "{") return objectAt(path);
    if (text[at] === "[") return arrayAt(path);
    return scalar("A value");
  };
  const objectAt = (path: readonly PropertyKey[]): unknown => {
    const entries: [string, unknown][] = [];
    if (isEmpty("}")) return {};
    do {
      skip();
      const offset = at;
      const name = key();
      if (entries.some(([before]) => before === name)) duplicates.push({ key: name, offset });
      offsets.set(keyOf([...path, name]), offset);
      expect(":", "A colon");
      entries.push([name, value([...path, name])]);
    } while (more("}", "A comma or }"));
    return Object.fromEntries(entries);
  };
  const arrayAt = (path: readonly PropertyKey[]): unknown => {
    const items: unknown[] = [];
    if (isEmpty("]")) return items;
    do items.push(value([...path, items.length]));
    while (more("]", "A comma or ]"));
    return items;
  };
  const document = (): unknown => {
    const result = value([]);
    skip();
    if (at < text.length) fail(`The file should end here, not go on with ${found()}.`);
    return result;
  };
  return { document, offsets, duplicates, offset: () => at };
}
