import picocolors from "picocolors";

/** How output looks on one stream: what paints it, and which characters may be drawn. */
export interface Style {
  /** Paints text; each painter returns its text unchanged where colour is off. */
  readonly paint: ReturnType<typeof picocolors.createColors>;
  /** False on terminals that cannot draw symbols and lines: ASCII stands in for them. */
  readonly unicode: boolean;
  /** What marks the end of cut text. */
  readonly ellipsis: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Plain text with symbols: what files and pipes get. */
export const PLAIN_STYLE: Style = makeStyle(false, true);

export function makeStyle(colour: boolean, unicode: boolean): Style {
  return { paint: picocolors.createColors(colour), unicode, ellipsis: unicode ? "…" : "..." };
}

/** The style for a stream: colour for terminals only, unless `NO_COLOR` or `FORCE_COLOR` say otherwise. */
export function styleFor(stream: { readonly isTTY?: boolean }, env: Environment): Style {
  return makeStyle(wantsColour(stream, env), canDrawSymbols(env));
}

function wantsColour(stream: { readonly isTTY?: boolean }, env: Environment): boolean {
  // https://no-color.org: any non-empty value turns colour off, and it wins.
  if (env["NO_COLOR"]) return false;
  const force = env["FORCE_COLOR"];
  if (force) return force !== "0" && force !== "false";
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

function canDrawSymbols(env: Environment): boolean {
  // The Linux console's font has no such glyphs.
  if (env["TERM"] === "linux") return false;
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  return locale === undefined || locale === "" || /utf-?8/i.test(locale);
}
