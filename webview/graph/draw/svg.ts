const SVG = "http://www.w3.org/2000/svg";

export type SvgAttributes = Readonly<Record<string, string | number | undefined>>;

/** An SVG element. Texts are children: they are only ever text. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: SvgAttributes = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}
