import { AS_NULL, type Encode } from "./column-encoder.ts";
import { fitsNumeric, parseDecimal, toInteger } from "./decimal.ts";
import { NUMBER } from "./value-kinds.ts";
import { isString, trimmedText } from "./value-text.ts";

const LIMITS = {
  smallint: [-32768n, 32767n],
  integer: [-2147483648n, 2147483647n],
  bigint: [-9223372036854775808n, 9223372036854775807n],
} as const;

const SPECIAL = /^(?:nan|[+-]?inf(?:inity)?)$/i;
/** From Postgres's documentation of numeric. */
const MAX_NUMERIC_WHOLE_DIGITS = 131072;
const MAX_NUMERIC_FRACTION_DIGITS = 16383;

/** `maxDigits`: digits of the type's largest value. Integers of fewer digits need no second look. */
export function integerEncoder(type: keyof typeof LIMITS, maxDigits: number): Encode {
  const [min, max] = LIMITS[type];
  return (source, kind, start, end, out) => {
    if (kind === NUMBER && isShortInteger(source, start, end, maxDigits)) {
      out.plain(source, start, end);
      return undefined;
    }
    const text = numberText(source, kind, start, end);
    if (text === undefined) return `is not ${a(type)}`;
    if (text === "") return AS_NULL;
    const decimal = parseDecimal(text);
    if (decimal === undefined) return `is not ${a(type)}`;
    const value = toInteger(decimal, maxDigits);
    if (value === undefined) return `has a fraction; the column's type is ${type}`;
    if (value === "too large" || value < min || value > max) return `is out of range for ${type}`;
    out.ascii(value.toString());
    return undefined;
  };
}

/** `precision` is undefined for a numeric without one. */
export function numericEncoder(type: string, precision: number | undefined, scale: number): Encode {
  const shortDigits = Math.min((precision ?? 1000) - scale - 1, 1000);
  return (source, kind, start, end, out) => {
    if (kind === NUMBER && isShortDecimal(source, start, end, shortDigits)) {
      out.plain(source, start, end);
      return undefined;
    }
    const text = numberText(source, kind, start, end);
    if (text === undefined) return "is not a number";
    if (text === "") return AS_NULL;
    if (SPECIAL.test(text)) {
      if (precision !== undefined && !/^nan$/i.test(text)) return `is out of range for ${type}`;
    } else {
      const decimal = parseDecimal(text);
      if (decimal === undefined) return "is not a number";
      const fits =
        precision === undefined
          ? decimal.digits.length - decimal.scale <= MAX_NUMERIC_WHOLE_DIGITS &&
            decimal.scale <= MAX_NUMERIC_FRACTION_DIGITS
          : fitsNumeric(decimal, precision, scale);
      if (!fits) return `is out of range for ${type}`;
    }
    out.ascii(text);
    return undefined;
  };
}

export function floatEncoder(type: "real" | "double precision"): Encode {
  return (source, kind, start, end, out) => {
    if (kind === NUMBER && isShortDecimal(source, start, end, 17) && end - start < 25) {
      out.plain(source, start, end);
      return undefined;
    }
    const text = numberText(source, kind, start, end);
    if (text === undefined) return "is not a number";
    if (text === "") return AS_NULL;
    if (!SPECIAL.test(text)) {
      const decimal = parseDecimal(text);
      if (decimal === undefined) return "is not a number";
      const value = type === "real" ? Math.fround(Number(text)) : Number(text);
      if (!Number.isFinite(value)) return `is out of range for ${type}`;
      // The server refuses what would become zero; zero itself has no digits.
      if (value === 0 && decimal.digits !== "") return `is too small for ${type}`;
    }
    out.ascii(text);
    return undefined;
  };
}

/** Text of a number or of a string, without white space around it; undefined for other kinds. */
function numberText(source: Buffer, kind: number, start: number, end: number): string | undefined {
  return kind === NUMBER || isString(kind) ? trimmedText(source, kind, start, end) : undefined;
}

/** Digits only, with or without a minus, and fewer than `maxDigits` of them. */
function isShortInteger(source: Buffer, start: number, end: number, maxDigits: number): boolean {
  let p = start;
  if (source[p] === 0x2d) p++;
  if (end - p >= maxDigits) return false;
  for (; p < end; p++) if ((source[p] as number) < 0x30 || (source[p] as number) > 0x39) return false;
  return true;
}

/** No exponent and at most `maxWholeDigits` digits before the point. */
function isShortDecimal(source: Buffer, start: number, end: number, maxWholeDigits: number): boolean {
  let p = start;
  if (source[p] === 0x2d) p++;
  const first = p;
  while (p < end && (source[p] as number) >= 0x30 && (source[p] as number) <= 0x39) p++;
  if (p - first > maxWholeDigits) return false;
  if (source[p] === 0x2e && p < end) p++;
  while (p < end && (source[p] as number) >= 0x30 && (source[p] as number) <= 0x39) p++;
  return p === end && p - first < 1000;
}

function a(type: string): string {
  return type === "integer" ? "an integer" : `a ${type}`;
}
