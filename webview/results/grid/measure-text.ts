import type { Measure } from "./column-widths.ts";

/** Measures texts in the font that an element has now, without laying anything out. */
export function measureIn(element: HTMLElement): Measure {
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return (text) => text.length * 8;
  const { fontSize, fontFamily, fontWeight } = getComputedStyle(element);
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  return (text) => context.measureText(text).width;
}
