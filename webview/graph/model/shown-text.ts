/** No label needs more; measuring ten thousand characters takes time. */
const MOST = 300;

/**
 * A name on one line, as long as a label can be: line breaks are spaces, and what would steer the reading direction
 * or cannot be seen is shown as `�`.
 */
export function shownText(text: string, most = MOST): string {
  const short = text.length > most ? `${[...text.slice(0, most)].slice(0, -1).join("")}…` : text;
  return short
    .replace(/\r\n|[\r\n\t]/g, " ")
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\u{fffd}");
}

/** As much of the text as `measure` says fits into `width`, with an ellipsis when it was cut. */
export function fitText(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const parts = graphemes(text);
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(`${parts.slice(0, middle).join("")}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return `${parts.slice(0, low).join("")}…`;
}

/** What a person sees as one character is not cut apart. */
function graphemes(text: string): readonly string[] {
  return [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].map(
    ({ segment }) => segment,
  );
}
