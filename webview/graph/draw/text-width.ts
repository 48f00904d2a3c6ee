/** Measures a line of text as the page draws it, without touching the page. */
export type Measure = (text: string) => number;

/** `font`: as CSS has it, `600 13px sans-serif`. */
export function measureWith(font: string): Measure {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (context === null) return (text) => text.length * 7;
  context.font = font;
  return (text) => context.measureText(text).width;
}
