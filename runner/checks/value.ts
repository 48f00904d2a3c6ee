import type { Json } from "../../protocol/json.ts";

/**
 * Whether a value of a query is the expected one: as numbers when both are (also as text: numeric '0.00' is
 * 0), else by their text. NULL is only itself.
 */
export function sameValue(observed: unknown, expected: string | number | boolean | null): boolean {
  if (observed === null || observed === undefined || expected === null) {
    return expected === null && (observed === null || observed === undefined);
  }
  const observedText = valueText(observed);
  const expectedText = valueText(expected);
  if (observedText === expectedText) return true;
  if (typeof observed === "boolean" || typeof expected === "boolean") return false;
  const number = exactNumber(observedText);
  return number !== undefined && number === exactNumber(expectedText);
}

/** A value as a person reads it; NULL in capitals. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The same inside of a sentence, where an empty text would not be seen. */
export function shownValue(value: unknown): string {
  return valueText(value) || '""';
}

/** A value of a result as JSON. What JSON cannot say (bytes, NaN) is text. */
export function jsonValue(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return value;
  return valueText(value);
}

/** A value as a number, also when it is a number's text. */
export function numberOf(value: unknown): number | undefined {
  const number = value === null || typeof value === "boolean" ? undefined : exactNumber(valueText(value));
  return number === undefined ? undefined : Number(number);
}

const NUMBER = /^\s*([+-]?)(?=\.?\d)(\d*)\.?(\d*)(?:e([+-]?\d{1,3}))?\s*$/i;

/**
 * A number by its digits, so that the same number has one text (`1.50`, `+1.5` and `15e-1` are `1.5`) and none is
 * too long for it. Undefined for other texts.
 */
export function exactNumber(text: string): string | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const point = whole.length + Number(exponent);
  const digits = `${"0".repeat(Math.max(-point, 0))}${whole}${fraction}`.padEnd(point, "0");
  const before = digits.slice(0, Math.max(point, 0)).replace(/^0+/, "") || "0";
  const after = digits.slice(Math.max(point, 0)).replace(/0+$/, "");
  const number = after === "" ? before : `${before}.${after}`;
  return sign === "-" && number !== "0" ? `-${number}` : number;
}
