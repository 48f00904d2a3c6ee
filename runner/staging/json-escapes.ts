import { BACKSLASH } from "./json-bytes.ts";

export const NUL_REASON = "holds a NUL character (\\u0000), which Postgres cannot store";
export const SURROGATE_REASON = "holds half of a surrogate pair, which is no character";

/** Why a nested value's escapes cannot go into `jsonb`, or undefined. */
export function badEscape(source: Buffer, start: number, end: number): string | undefined {
  for (let i = start; i < end; i++) {
    if (source[i] !== BACKSLASH || source[++i] !== 0x75) continue;
    const unit = hex4(source, i + 1);
    if (unit === 0) return NUL_REASON;
    i += 4;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const isPair = source[i + 1] === BACKSLASH && source[i + 2] === 0x75;
    const low = isPair ? hex4(source, i + 3) : 0;
    if (unit > 0xdbff || low < 0xdc00 || low > 0xdfff) return SURROGATE_REASON;
    i += 6;
  }
  return undefined;
}

/** The number that four hexadecimal digits write. */
export function hex4(source: Buffer, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const c = source[i] as number;
    value = value * 16 + (c <= 0x39 ? c - 0x30 : (c | 0x20) - 0x57);
  }
  return value;
}
