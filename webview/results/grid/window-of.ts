/** Which of many are on the screen: `[first, end)`. */
export interface Window {
  readonly first: number;
  readonly end: number;
}

/** Of items of one height. `extra` more at each side, so that scrolling finds them there. */
export function windowOfRows(
  {
    scroll,
    size,
    height,
    count,
  }: { readonly scroll: number; readonly size: number; readonly height: number; readonly count: number },
  extra: number,
): Window {
  const first = Math.floor(scroll / height) - extra;
  const end = Math.ceil((scroll + size) / height) + extra;
  return { first: Math.max(0, Math.min(count, first)), end: Math.max(0, Math.min(count, end)) };
}

/** Where each column begins, and where the last one ends. */
export function columnStarts(widths: readonly number[]): readonly number[] {
  const starts = [0];
  for (const width of widths) starts.push((starts.at(-1) ?? 0) + width);
  return starts;
}

export function windowOfColumns(
  starts: readonly number[],
  { scroll, size }: { readonly scroll: number; readonly size: number },
  extra: number,
): Window {
  const count = starts.length - 1;
  const first = lastAtMost(starts, scroll) - extra;
  const end = lastAtMost(starts, scroll + size) + 1 + extra;
  return { first: Math.max(0, first), end: Math.min(count, end) };
}

/** Index of the last start that is not behind `value`. */
function lastAtMost(starts: readonly number[], value: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How far to scroll so that `[start, end)` is seen; as little as can be. */
export function scrollToShow(scroll: number, size: number, start: number, end: number): number {
  if (start < scroll) return start;
  return end > scroll + size ? Math.min(start, end - size) : scroll;
}
