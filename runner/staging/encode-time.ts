import { AS_NULL, type Encode } from "./column-encoder.ts";
import type { CopyFormat } from "./copy-format.ts";
import { type Decimal, parseDecimal } from "./decimal.ts";
import { instantOfEpoch, type TimeType } from "./instant.ts";
import { parseTime } from "./parse-time.ts";
import { NUMBER } from "./value-kinds.ts";
import { isString, trimmedText } from "./value-text.ts";
import { instantWriter, writeInfinity } from "./write-time.ts";

const DIGITS = /^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/;
const NO_OWN_ZONE = "has more than a date and a time; one with a zone must be ISO 8601 or RFC 2822";
const UNIT_POWERS = { epochsecs: 6, epochmillisecs: 3 } as const;

/** A time in one of the server's own forms, which it takes as text only. The COPY has to be begun again in text. */
export class NeedsText extends Error {
  override readonly message = "A value can be sent as text only.";
}

/**
 * Times are UTC: one that comes with an offset is converted. With an epoch format, numbers and texts of digits count from
 * 1970; other texts are still read as ISO 8601 or RFC 2822. Throws NeedsText.
 */
export function timeEncoder(
  type: TimeType,
  timeFormat: "auto" | keyof typeof UNIT_POWERS,
  format: CopyFormat,
): Encode {
  const what = type === "date" ? "a date" : "a time";
  const write = instantWriter(type, format);
  return (source, kind, start, end, out) => {
    if (timeFormat !== "auto" && kind === NUMBER) {
      const micros = plainEpoch(source, start, end, timeFormat === "epochsecs");
      const instant = micros === undefined ? undefined : instantOfEpoch(micros);
      if (instant !== undefined) {
        write(instant, out);
        return undefined;
      }
    }
    if (kind !== NUMBER && !isString(kind)) return `is not ${what}`;
    const text = trimmedText(source, kind, start, end);
    if (text === "") return AS_NULL;
    if (timeFormat !== "auto" && DIGITS.test(text)) {
      const micros = exactEpoch(parseDecimal(text) as Decimal, UNIT_POWERS[timeFormat]);
      const instant = micros === undefined ? undefined : instantOfEpoch(micros);
      if (instant === undefined) return `is not within the years 1 to 9999; timeFormat is ${timeFormat}`;
      write(instant, out);
      return undefined;
    }
    if (kind === NUMBER) return "is a number; set timeFormat to epochsecs or epochmillisecs";
    const parsed = parseTime(text, type);
    if (parsed === undefined) return `is not ${what} (ISO 8601)`;
    if (typeof parsed === "object") write(parsed, out);
    else if (parsed === "zone") return NO_OWN_ZONE;
    else if (parsed !== "server's") writeInfinity(parsed, type, out);
    else if (out.isBinary) throw new NeedsText();
    else out.ascii(text);
    return undefined;
  };
}

/** Microseconds of a plain whole number (a fraction of zeros is allowed), when exact; the usual case. */
function plainEpoch(source: Buffer, start: number, end: number, seconds: boolean): number | undefined {
  let value = 0;
  let p = start;
  for (; p < end; p++) {
    const c = source[p] as number;
    if (c < 0x30 || c > 0x39) break;
    value = value * 10 + (c - 0x30);
  }
  if (p < end && source[p] === 0x2e) for (p++; p < end && source[p] === 0x30; p++);
  if (p !== end) return undefined;
  const micros = value * (seconds ? 1_000_000 : 1000);
  return Number.isSafeInteger(micros) ? micros : undefined;
}

/** Whole microseconds, rounded half away from zero; undefined beyond what any calendar needs. */
function exactEpoch(decimal: Decimal, power: number): bigint | undefined {
  const { digits, negative } = decimal;
  const scale = decimal.scale - power;
  if (digits.length - scale > 20) return undefined;
  if (digits === "" || digits.length - scale < 0) return 0n;
  const kept = scale <= 0 ? digits + "0".repeat(-scale) : digits.slice(0, digits.length - scale);
  const roundUp = scale > 0 && (digits[digits.length - scale] ?? "0") >= "5";
  const value = BigInt(kept === "" ? "0" : kept) + (roundUp ? 1n : 0n);
  return negative ? -value : value;
}
