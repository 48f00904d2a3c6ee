/** Names whose values are secrets where somebody has written them into a file. */
const NAMES = "password|passwd|secretAccessKey|accessKeyId|sessionToken|externalId|api_?key|token";

/** What a reference says of where a secret is. */
const OF_REFERENCES = "env|command|awsSecret|key|region|profile|endpoint|editor";

/** A text in quotes, the first of which is group `quote`; or its beginning, where the line ends first. */
const text = (quote: number): string => `(["'\`])((?:(?!\\${quote})[^\\\\]|\\\\.)*)(?=\\${quote}|$)`;

/** `"password": "…"`, also without its end, and where a language needs no quotes around names. */
const VALUE = new RegExp(`(\\b(?:${NAMES}|credentials)["']?\\s*[:=]\\s*)${text(2)}`, "gi");

/** `"password": { …`, to its end, the next object or the line's end. */
const objects = (names: string): RegExp => new RegExp(`(\\b(?:${names})["']?\\s*[:=]\\s*\\{)([^{}]*)`, "gi");
const OBJECTS = [objects("credentials"), objects(NAMES)];

/** In such an object, but not of a reference. */
const FIELD = new RegExp(
  `((?<!["'\`\\w])["']?(?!(?:${OF_REFERENCES})["']?\\s*:)[\\w-]+["']?\\s*:\\s*)${text(2)}`,
  "g",
);

/** `postgresql://user:…@host`. */
const IN_URL = /(\w:\/\/[^\s:/@"']*:)([^\s@"']+)(?=@)/g;

/** Stands for each character of a secret: of Unicode's private ones. */
const HIDDEN = "\u{E000}";

/** A line of source with each character of the secrets in it replaced, so that places in it stay the same. */
export function maskLiterals(line: string): string {
  const maskText = (_: string, before: string, quote: string, secret: string): string =>
    before + quote + mask(secret);
  const maskFields = (_: string, before: string, fields: string): string =>
    before + fields.replace(FIELD, maskText);
  return OBJECTS.reduce((masked, pattern) => masked.replace(pattern, maskFields), line)
    .replace(VALUE, maskText)
    .replace(IN_URL, (_, before: string, secret: string) => before + mask(secret));
}

/** A masked line, or a part of it, to be shown: nothing of a secret, nor its length. */
export function showMasked(text: string): string {
  return text.replace(/\u{E000}+/gu, "***");
}

function mask(secret: string): string {
  return HIDDEN.repeat(Math.max(1, secret.length));
}
