import { AS_NULL, type Encode } from "./column-encoder.ts";
import { FALSE, NUMBER, TRUE } from "./value-kinds.ts";
import { isString, trimmedText } from "./value-text.ts";

/** The words that Postgres reads as booleans, written out. */
const TRUE_WORDS = new Set(["true", "t", "yes", "y", "on", "1"]);
const FALSE_WORDS = new Set(["false", "f", "no", "n", "off", "0"]);

export const encodeBoolean: Encode = (source, kind, start, end, out) => {
  let value = kind === TRUE;
  if (kind === NUMBER || isString(kind)) {
    const word = trimmedText(source, kind, start, end).toLowerCase();
    if (word === "") return AS_NULL;
    value = TRUE_WORDS.has(word);
    if (!value && !FALSE_WORDS.has(word)) return "is not a boolean";
  } else if (kind !== TRUE && kind !== FALSE) return "is not a boolean";
  if (out.isBinary) out.byte(value ? 1 : 0);
  else out.byte(value ? 0x74 : 0x66);
  return undefined;
};
