const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

// Control characters, line and paragraph separators, characters that are not seen or that turn the direction of the
// text around them, and halves of surrogate pairs. The zero-width joiner stays: emoji need it.
const UNSAFE = /[\p{Cc}\u2028\u2029\u200B\u200E\u200F\u061C\u202A-\u202E\u2060-\u2069\uFEFF]|\p{Cs}/gu;

const LONGEST_NAME = 200;

/**
 * A name or a value of somebody's data for one line of the user interface: nothing in it breaks the line or changes how
 * the text around it reads. What cannot be shown as it is stands as an escape (`\n`, `\u202e`), and what is too long
 * for people to read is cut.
 */
export function shownName(text: string, longest = LONGEST_NAME): string {
  // A name of megabytes is not walked through: an escape makes a text longer, never shorter.
  const start = text.length > 4 * longest ? text.slice(0, 4 * longest) : text;
  const safe = start.replace(UNSAFE, escaped);
  const characters = [...safe];
  if (characters.length <= longest && start === text) return safe;
  return `${characters.slice(0, longest - 1).join("")}…`;
}

/** As `shownName`, and every run of white space is one blank: for messages of servers and notes. */
export function shownLine(text: string, longest = LONGEST_NAME): string {
  return shownName(
    text
      .slice(0, 8 * longest)
      .replace(/\s+/g, " ")
      .trim(),
    longest,
  );
}

function escaped(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const hex = character.charCodeAt(0).toString(16);
  return hex.length <= 2 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`;
}
