import { UserError } from "../../protocol/user-error.ts";
import { DURATION_HELP, parseDuration } from "../core/duration.ts";
import type { CommandOptions } from "./command.ts";
import { textOption } from "./command.ts";

/** A length of time, in milliseconds. `flag` is the option as it is written: `--wait`. */
export function durationOption(options: CommandOptions, flag: `--${string}`): number | undefined {
  const text = textOption(options, flag.slice(2));
  if (text === undefined) return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds > 0) return milliseconds;
  throw new UserError({
    code: "bad-arguments",
    message: `${flag} is "${text}", which is no length of time.`,
    next: DURATION_HELP,
  });
}
