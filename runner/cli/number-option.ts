import { UserError } from "../../protocol/user-error.ts";
import type { CommandOptions } from "./command.ts";
import { textOption } from "./command.ts";
import { formatNumber } from "./render/number.ts";

/** What a number may be, both ends included. */
export interface NumberRange {
  readonly least: number;
  readonly most?: number;
}

/**
 * A whole number given as `--some-option`, digits grouped by `,` or `_` if you like; undefined when it was not
 * given. Throws a UserError for anything else.
 */
export function numberOption(options: CommandOptions, flag: string, range: NumberRange): number | undefined {
  const text = textOption(options, camelCase(flag));
  if (text === undefined) return undefined;
  const { least, most = Number.MAX_SAFE_INTEGER } = range;
  const digits = text.trim().replaceAll(/[_,]/g, "");
  const value = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
  if (value >= least && value <= most) return value;
  const limits =
    range.most === undefined
      ? `of ${formatNumber(least)} or more`
      : `from ${formatNumber(least)} to ${formatNumber(most)}`;
  throw new UserError({
    code: "bad-number",
    message: `${flag}: "${text}" is not a whole number ${limits}.`,
    next: "Give it in digits.",
  });
}

function camelCase(flag: string): string {
  return flag.replace(/^--/, "").replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
