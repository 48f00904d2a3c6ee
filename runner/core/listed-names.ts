/** Names in a line of text, at most so many of them: `a, b, c and 4 more`. */
export function listedNames(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
