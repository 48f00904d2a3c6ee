export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** A computed colour: `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.4)`, `color(srgb 0.1 0.2 0.3)`. */
export function computedColour(text: string): Colour {
  const numbers = [...text.matchAll(/[\d.]+/g)].map(([number]) => Number(number));
  const scale = text.startsWith("color(") ? 255 : 1;
  const [red, green, blue, alpha = 1] = numbers;
  if (red === undefined || green === undefined || blue === undefined) throw new Error(`No colour: ${text}`);
  return [red * scale, green * scale, blue * scale, alpha];
}

/** WCAG's contrast of two colours, 1 to 21; what shines through the first one is the second. */
export function contrast(front: Colour, back: Colour): number {
  const [, , , alpha] = front;
  const seen = front.map((part, index) => part * alpha + (back[index] ?? 0) * (1 - alpha));
  const [light = 0, dark = 0] = [luminance(seen), luminance(back)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red = 0, green = 0, blue = 0]: readonly number[]): number {
  const linear = (part: number): number =>
    part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
