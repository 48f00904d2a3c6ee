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
  return isNumber(observedText) && isNumber(expectedText) && sameNumber(observedText, expectedText);
}

/** A value as a person reads it; NULL in capitals. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function isNumber(text: string): boolean {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);
}

/** Digit by digit where neither has an exponent: a numeric can be longer than a JavaScript number is exact. */
function sameNumber(a: string, b: string): boolean {
  const exactA = plainDigits(a);
  const exactB = plainDigits(b);
  if (exactA !== undefined && exactB !== undefined) return exactA === exactB;
  return Number(a) === Number(b);
}

function plainDigits(text: string): string | undefined {
  const match = /^\s*([+-]?)0*(\d*)(?:\.(\d*?)0*)?\s*$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole, fraction] = match;
  const digits = `${whole || "0"}${fraction ? `.${fraction}` : ""}`;
  return sign === "-" && digits !== "0" ? `-${digits}` : digits;
}
