import { svg } from "./draw/svg.ts";

/** What styles a drawing. Everything else of an element stands in its attributes. */
const PROPERTIES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
] as const;

const MARGIN = 16;
/** Browsers draw nothing on larger canvases. */
const MOST_PIXELS = 16_000;

export interface ExportedSvg {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** What is drawn as a file of its own: colours as they are now, no scripts, no references. */
export function exportSvg(graph: SVGSVGElement, viewport: SVGGraphicsElement): ExportedSvg {
  // However far away it is looked at: a file has all texts.
  const { className } = graph;
  const before = className.baseVal;
  graph.classList.remove("far", "farther");
  try {
    return drawing(graph, viewport);
  } finally {
    className.baseVal = before;
  }
}

function drawing(graph: SVGSVGElement, viewport: SVGGraphicsElement): ExportedSvg {
  const box = viewport.getBBox();
  const width = Math.ceil(box.width + 2 * MARGIN);
  const height = Math.ceil(box.height + 2 * MARGIN);
  const from = { x: box.x - MARGIN, y: box.y - MARGIN };
  const defs = graph.querySelector("defs");
  const copy = svg(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `${from.x} ${from.y} ${width} ${height}` },
    ...(defs === null ? [] : [resolved(defs)]),
    svg("rect", { ...from, width, height, fill: getComputedStyle(document.body).backgroundColor }),
    resolved(viewport),
  );
  copy.querySelector("g.viewport")?.removeAttribute("transform");
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

/** Twice as large as on the screen. Base64. */
export async function exportPng({ text, width, height }: ExportedSvg): Promise<string> {
  const scale = Math.min(2, MOST_PIXELS / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const image = new Image();
  const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    image.src = url;
    await image.decode();
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  } finally {
    URL.revokeObjectURL(url);
  }
  return canvas.toDataURL("image/png").split(",")[1] ?? "";
}

/** A copy that has its style in attributes and no more than a drawing needs. */
function resolved<E extends Element>(original: E): E {
  const copy = original.cloneNode(true) as E;
  const originals = [original, ...original.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  const unseen: Element[] = [];
  for (const [index, element] of copies.entries()) {
    const from = originals[index];
    if (from === undefined) continue;
    const style = getComputedStyle(from);
    if (style.display === "none" || style.visibility === "hidden") unseen.push(element);
    for (const name of [...element.getAttributeNames()]) {
      if (!KEPT.has(name)) element.removeAttribute(name);
    }
    if (DRAWN.has(element.localName)) {
      for (const property of PROPERTIES) {
        const value = style.getPropertyValue(property);
        if (value !== "" && value !== "none" && value !== "normal")
          element.setAttribute(property, plainColour(value));
        else if (property === "fill" || property === "stroke") element.setAttribute(property, "none");
      }
    }
    if (element.localName === "g" && style.opacity !== "1") element.setAttribute("opacity", style.opacity);
    if (from.classList.contains("viewport")) element.setAttribute("class", "viewport");
  }
  for (const element of unseen) element.remove();
  return copy;
}

/** `color(srgb 1 0.5 0)`, which mixed colours are computed to, as every program that draws SVG knows it. */
function plainColour(value: string): string {
  const [, red, green, blue, alpha] =
    /^color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)(?: \/ ([\d.]+))?\)$/.exec(value) ?? [];
  if (red === undefined) return value;
  const parts = [red, green, blue].map((part) => Math.round(Number(part) * 255)).join(", ");
  return alpha === undefined ? `rgb(${parts})` : `rgba(${parts}, ${alpha})`;
}

const DRAWN: ReadonlySet<string> = new Set(["rect", "path", "text", "tspan", "circle"]);
const KEPT: ReadonlySet<string> = new Set([
  "id",
  "d",
  "x",
  "y",
  "rx",
  "width",
  "height",
  "transform",
  "marker-end",
  "viewBox",
  "refX",
  "refY",
  "markerWidth",
  "markerHeight",
  "markerUnits",
  "orient",
]);
