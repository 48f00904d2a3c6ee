/** A number as its source wrote it, exactly: `digits` × 10^-`scale`, without leading zeros (zero has no digits). */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly scale: number;
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Reads a decimal number; undefined when the text is none. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = (whole + fraction).replace(/^0+/, "");
  return { negative: sign === "-", digits, scale: fraction.length - Number(exponent) };
}

/**
 * The number as an integer, or undefined when it has a fraction. Numbers of more than `maxDigits` digits come back
 * as "too large": they are not expanded, however large their exponent is.
 */
export function toInteger(decimal: Decimal, maxDigits: number): bigint | undefined | "too large" {
  const { digits, scale, negative } = decimal;
  if (digits === "") return 0n;
  if (digits.length - scale > maxDigits) return "too large";
  const whole =
    scale <= 0 ? digits + "0".repeat(-scale) : digits.slice(0, Math.max(digits.length - scale, 0));
  const fraction = scale <= 0 ? "" : digits.slice(Math.max(digits.length - scale, 0));
  // A scale beyond the digits stands for zeros before them, so what is left of the digits decides.
  if (/[1-9]/.test(fraction)) return undefined;
  const value = BigInt(whole === "" ? "0" : whole);
  return negative ? -value : value;
}

/** Whether the number, rounded half up to `scale` decimals, has at most `precision` digits, as numeric(p,s) wants. */
export function fitsNumeric(decimal: Decimal, precision: number, scale: number): boolean {
  const { digits } = decimal;
  if (digits === "") return true;
  const wholeDigits = digits.length - decimal.scale;
  const allowed = precision - scale;
  if (wholeDigits !== allowed) return wholeDigits < allowed;
  // Only rounding up from all nines can carry into one more digit.
  return !(
    /^9+$/.test(digits.slice(0, precision)) &&
    digits.length > precision &&
    (digits[precision] ?? "0") >= "5"
  );
}
