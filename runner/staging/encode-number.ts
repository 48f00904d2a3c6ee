import { assertNever } from "../../protocol/user-error.ts";
import { AS_NULL, type Encode } from "./column-encoder.ts";
import type { CopyFormat } from "./copy-format.ts";
import type { CopyWriter } from "./copy-writer.ts";
import { fitsNumeric, parseDecimal, toInteger } from "./decimal.ts";
import { isDigit, MINUS } from "./json-bytes.ts";
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

/** Digits of the largest value. */
const MAX_DIGITS = { smallint: 5, integer: 10, bigint: 19 } as const;
/** Integers of fewer digits are exact as numbers. */
const UNSAFE_DIGITS = 16;
/** The powers of ten that are exact as numbers: as many as digits are. */
const POWERS = Array.from({ length: UNSAFE_DIGITS }, (_, power) => 10 ** power);

export function integerEncoder(type: keyof typeof LIMITS, format: CopyFormat): Encode {
  const [min, max] = LIMITS[type];
  const maxDigits = MAX_DIGITS[type];
  // Of fewer digits than the limits have, and than are exact where the value is needed: no second look.
  const shortDigits = format === "binary" ? Math.min(maxDigits, UNSAFE_DIGITS) : maxDigits;
  return (source, kind, start, end, out) => {
    if (kind === NUMBER && isShortInteger(source, start, end, shortDigits)) {
      if (out.isBinary) writeInteger(type, shortInteger(source, start, end), out);
      else out.plain(source, start, end);
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
    if (out.isBinary) writeInteger(type, value, out);
    else out.ascii(value.toString());
    return undefined;
  };
}

function writeInteger(type: keyof typeof LIMITS, value: number | bigint, out: CopyWriter): void {
  switch (type) {
    case "smallint":
      out.int16(Number(value));
      break;
    case "integer":
      out.int32(Number(value));
      break;
    case "bigint":
      out.int64(value);
      break;
    default:
      assertNever(type);
  }
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

export function doubleEncoder(format: CopyFormat): Encode {
  if (format === "text") return floatEncoder("double precision");
  return (source, kind, start, end, out) => {
    const short = kind === NUMBER ? shortDouble(source, start, end) : Number.NaN;
    if (!Number.isNaN(short)) {
      out.double(short);
      return undefined;
    }
    const text = numberText(source, kind, start, end);
    const reason = floatProblem("double precision", text);
    if (reason === undefined) out.double(toDouble(text as string));
    return reason;
  };
}

export const realEncoder: Encode = floatEncoder("real");

function floatEncoder(type: "real" | "double precision"): Encode {
  return (source, kind, start, end, out) => {
    if (kind === NUMBER && isShortDecimal(source, start, end, 17) && end - start < 25) {
      out.plain(source, start, end);
      return undefined;
    }
    const text = numberText(source, kind, start, end);
    const reason = floatProblem(type, text);
    if (reason === undefined) out.ascii(text as string);
    return reason;
  };
}

function floatProblem(type: "real" | "double precision", text: string | undefined): string | undefined {
  if (text === undefined) return "is not a number";
  if (text === "") return AS_NULL;
  if (SPECIAL.test(text)) return undefined;
  const decimal = parseDecimal(text);
  if (decimal === undefined) return "is not a number";
  const value = type === "real" ? Math.fround(Number(text)) : Number(text);
  if (!Number.isFinite(value)) return `is out of range for ${type}`;
  // The server refuses what would become zero; zero itself has no digits.
  return value === 0 && decimal.digits !== "" ? `is too small for ${type}` : undefined;
}

/** Of a text that is a number, or one of SPECIAL. */
function toDouble(text: string): number {
  if (!SPECIAL.test(text)) return Number(text);
  if (/nan/i.test(text)) return Number.NaN;
  return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Text of a number or of a string, without white space around it; undefined for other kinds. */
function numberText(source: Buffer, kind: number, start: number, end: number): string | undefined {
  return kind === NUMBER || isString(kind) ? trimmedText(source, kind, start, end) : undefined;
}

/** Digits only, with or without a minus, and fewer than `maxDigits` of them. */
function isShortInteger(source: Buffer, start: number, end: number, maxDigits: number): boolean {
  let p = start;
  if (source[p] === MINUS) p++;
  if (end - p >= maxDigits) return false;
  for (; p < end; p++) if ((source[p] as number) < 0x30 || (source[p] as number) > 0x39) return false;
  return true;
}

/** The value of digits with or without a minus. */
function shortInteger(source: Buffer, start: number, end: number): number {
  const isNegative = source[start] === MINUS;
  let value = 0;
  for (let p = isNegative ? start + 1 : start; p < end; p++)
    value = value * 10 + ((source[p] as number) - 0x30);
  return isNegative ? -value : value;
}

/**
 * The value of a number without exponent and of few digits, rounded as it should be: its digits and the power of ten that
 * they are divided by are exact, and a division of exact numbers rounds once. NaN for all others.
 */
function shortDouble(source: Buffer, start: number, end: number): number {
  const isNegative = source[start] === MINUS;
  const first = isNegative ? start + 1 : start;
  if (end - first > UNSAFE_DIGITS) return Number.NaN;
  let value = 0;
  let point = end;
  for (let p = first; p < end; p++) {
    const c = source[p] as number;
    if (c === 0x2e) point = p;
    else if (isDigit(c)) value = value * 10 + (c - 0x30);
    else return Number.NaN;
  }
  if (point === end && end - first === UNSAFE_DIGITS) return Number.NaN;
  if (point < end) value /= POWERS[end - point - 1] as number;
  return isNegative ? -value : value;
}

/** No exponent and at most `maxWholeDigits` digits before the point. */
function isShortDecimal(source: Buffer, start: number, end: number, maxWholeDigits: number): boolean {
  let p = start;
  if (source[p] === MINUS) p++;
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
