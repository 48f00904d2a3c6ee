/** The first of some names, for a line of text: `a`, `a and b`, `a, b and 3 more`. */
export function someNames(names: readonly string[]): string {
  const [first = "", second] = names;
  if (second === undefined) return first;
  return names.length === 2 ? `${first} and ${second}` : `${first}, ${second} and ${names.length - 2} more`;
}
