/** A secret's part of base64, whatever stands before and after it there. */
export interface Base64Part {
  /** The characters that the secret alone decides. */
  readonly text: string;
  /** Whether the character before and the one after have bits of the secret too. */
  readonly isCutBefore: boolean;
  readonly isCutAfter: boolean;
}

/** Fewer characters are met by chance. */
const SHORTEST = 6;

const BITS = 6;

/**
 * The secret in base64 and base64url, where it begins at each of the three places that a byte can have: in the header of
 * a request it comes after the user's name.
 */
export function base64Parts(secret: string): readonly Base64Part[] {
  const bytes = Buffer.from(secret, "utf8");
  return [0, 1, 2].flatMap((before) => {
    const from = Math.ceil((before * 8) / BITS);
    const bits = (before + bytes.length) * 8;
    const to = Math.floor(bits / BITS);
    if (to - from < SHORTEST) return [];
    const padded = Buffer.concat([Buffer.alloc(before), bytes]);
    const texts = (["base64", "base64url"] as const).map((form) => padded.toString(form).slice(from, to));
    return [...new Set(texts)].map((text) => ({
      text,
      isCutBefore: before > 0,
      isCutAfter: bits % BITS !== 0,
    }));
  });
}

/** One character of it, also as JSON and URLs write it. */
const SIGN = String.raw`(?:[\w+/-]|\\+/|%(?:25)*2[bf])`;
const LAST_SIGN = new RegExp(`${SIGN}$`, "i");
const SIGN_AND_END = new RegExp(String.raw`${SIGN}?(?:=|%(?:25)*3d|\\+u003d){0,2}`, "iy");

/** Units in which the character before is looked for. */
const LONGEST_SIGN = 16;

/** The place of all characters that have a bit of the secret in them, with what fills the end. */
export function wholeBase64(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  { isCutBefore, isCutAfter }: Base64Part,
): { readonly start: number; readonly end: number } {
  const before = isCutBefore ? LAST_SIGN.exec(text.slice(Math.max(0, start - LONGEST_SIGN), start)) : null;
  SIGN_AND_END.lastIndex = end;
  return {
    start: start - (before?.[0].length ?? 0),
    end: isCutAfter && SIGN_AND_END.test(text) ? SIGN_AND_END.lastIndex : end,
  };
}
