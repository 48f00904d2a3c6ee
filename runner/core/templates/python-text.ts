import { checkTextLength } from "./budget.ts";
import { deltaText, momentText } from "./moment-text.ts";
import { missingError, TemplateError } from "./template-error.ts";
import {
  isDelta,
  isFunction,
  isList,
  isMap,
  isMissing,
  isMoment,
  isNumber,
  Tuple,
  type Value,
} from "./value.ts";

/** What `{{ value }}` prints: Python's `str()`. */
export function textOf(value: Value): string {
  return typeof value === "string" ? value : reprOf(value);
}

/** Python's `repr()`: how a value looks inside a printed list or dict. */
export function reprOf(value: Value): string {
  const parts: string[] = [];
  const state = { length: 0 };
  writeRepr(value, (part) => {
    // Checked on the way: a list that holds itself many times over would never be finished.
    state.length += part.length;
    checkTextLength(state.length);
    parts.push(part);
  });
  return parts.join("");
}

function writeRepr(value: Value, write: (part: string) => void): void {
  if (isList(value)) {
    const isTuple = value instanceof Tuple;
    write(isTuple ? "(" : "[");
    writeList(value, write, (item) => writeRepr(item, write));
    if (isTuple) write(value.length === 1 ? ",)" : ")");
    else write("]");
  } else if (isMap(value)) {
    write("{");
    writeList([...value], write, ([key, item]) => {
      writeRepr(key, write);
      write(": ");
      writeRepr(item, write);
    });
    write("}");
  } else {
    write(scalarRepr(value));
  }
}

function writeList<T>(items: readonly T[], write: (part: string) => void, each: (item: T) => void): void {
  for (const [index, item] of items.entries()) {
    if (index > 0) write(", ");
    each(item);
  }
}

function scalarRepr(value: Exclude<Value, readonly Value[] | ReadonlyMap<never, never>>): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (isNumber(value)) return numberText(value);
  if (typeof value === "string") return stringRepr(value);
  if (isMoment(value)) return momentText(value);
  if (isDelta(value)) return deltaText(value);
  if (isMissing(value)) throw missingError(value);
  if (isFunction(value)) {
    throw new TemplateError(`"${value.name}" is a function: it has to be called.`, {
      next: `Write ${value.name}(…) with its arguments.`,
    });
  }
  return "text" in value ? value.text : "";
}

function numberText(value: number | bigint): string {
  if (typeof value === "bigint") return value.toString();
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  // Python writes an exponent from 1e16 on and below 1e-4, with two digits at least.
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return Number.isInteger(value) ? `${Object.is(value, -0) ? "-0" : value}.0` : String(value);
}

function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll(quote, `\\${quote}`);
  return `${quote}${escaped}${quote}`;
}
