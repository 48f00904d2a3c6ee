import { UserError } from "../../protocol/user-error.ts";

/**
 * `'text'`, or `E'te\\xt'` where a backslash would otherwise depend on the session's settings. Throws a UserError
 * for text that no statement can carry.
 */
export function textLiteral(text: string): string {
  if (text.includes("\0")) throw nullCharacter(text);
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? `E${quoted.replaceAll("\\", "\\\\")}` : quoted;
}

function nullCharacter(text: string): UserError {
  return new UserError({
    code: "bad-text",
    message: `The text ${JSON.stringify(text)} has a character with the code 0, which no value of a warehouse has.`,
  });
}
