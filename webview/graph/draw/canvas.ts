import { select } from "d3-selection";
import { type D3ZoomEvent, zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import type { Point } from "../model/neighbours.ts";
import type { View } from "../model/page-state.ts";
import { svg } from "./svg.ts";

/** The area that shows the graph: wheel and pinch zoom, dragging pans. */
export interface Canvas {
  readonly element: SVGSVGElement;
  /** What is drawn, in its own coordinates. */
  readonly viewport: SVGGElement;
  /** Replaces what is drawn. */
  put(root: SVGGElement): void;
  /** All of it in sight, no larger than life. */
  fit(): void;
  zoomBy(factor: number): void;
  look(view: View): void;
  view(): View;
  /** Brings the element into sight, without changing the scale, if it is not. */
  reveal(element: SVGGraphicsElement): void;
  /** In the coordinates of what is drawn. */
  centreOf(element: SVGGraphicsElement): Point;
}

/** A thousand tasks beside each other are seen whole. */
const LEAST = 0.005;
const MOST = 4;
const MARGIN = 24;
/** Below this scale small text is no text any more, and below the other one large text is none either. */
const TEXT_SCALE = 0.45;
const NAME_SCALE = 0.22;

/** `onView` hears of every change of the view; undefined says that the graph is fitted. */
export function createCanvas(onView: (view: View | undefined, isByUser: boolean) => void): Canvas {
  const viewport = svg("g", { class: "viewport" });
  const state = { isFitting: false };
  const element = svg("svg", { class: "graph", role: "group" }, arrowHead(), viewport);
  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([LEAST, MOST])
    .clickDistance(4)
    .on("zoom", ({ transform, sourceEvent }: D3ZoomEvent<SVGSVGElement, unknown>) => {
      viewport.setAttribute("transform", transform.toString());
      element.classList.toggle("far", transform.k < TEXT_SCALE);
      element.classList.toggle("farther", transform.k < NAME_SCALE);
      const { k, x, y } = transform;
      onView(state.isFitting ? undefined : { k, x, y }, Boolean(sourceEvent));
    });
  // Double clicks belong to the nodes.
  const selection = select(element).call(behaviour).on("dblclick.zoom", null);

  const view = (): View => {
    const { k, x, y } = zoomTransform(element);
    return { k, x, y };
  };
  const look = ({ k, x, y }: View): void => {
    selection.call(behaviour.transform, zoomIdentity.translate(x, y).scale(k));
  };
  return {
    element,
    viewport,
    put: (root) => viewport.replaceChildren(root),
    fit: () => {
      state.isFitting = true;
      look(fitted(viewport, element));
      state.isFitting = false;
    },
    zoomBy: (factor) => {
      selection.call(behaviour.scaleBy, factor);
      onView(view(), true);
    },
    look,
    view,
    reveal: (target) => {
      const box = target.getBoundingClientRect();
      const area = element.getBoundingClientRect();
      const dx = shiftInto(box.left, box.right, area.left, area.right);
      const dy = shiftInto(box.top, box.bottom, area.top, area.bottom);
      const { k } = zoomTransform(element);
      if (dx !== 0 || dy !== 0) selection.call(behaviour.translateBy, dx / k, dy / k);
    },
    centreOf: (target) => {
      // Frames may have coordinates of their own: the screen's are common to all.
      const box = target.getBoundingClientRect();
      const { k } = zoomTransform(element);
      return { x: (box.left + box.width / 2) / k, y: (box.top + box.height / 2) / k };
    },
  };
}

function fitted(viewport: SVGGElement, element: SVGSVGElement): View {
  const { x, y, width, height } = viewport.getBBox();
  const area = { width: element.clientWidth, height: element.clientHeight };
  if (width === 0 || height === 0 || area.width === 0) return { k: 1, x: 0, y: 0 };
  const k = Math.max(
    LEAST,
    Math.min(1, (area.width - 2 * MARGIN) / width, (area.height - 2 * MARGIN) / height),
  );
  return { k, x: area.width / 2 - (x + width / 2) * k, y: area.height / 2 - (y + height / 2) * k };
}

/** How far a stretch must move to lie within another. One that is too long keeps its beginning in sight. */
function shiftInto(from: number, to: number, least: number, most: number): number {
  if (from < least + MARGIN) return least + MARGIN - from;
  return to > most - MARGIN ? Math.max(most - MARGIN - to, least + MARGIN - from) : 0;
}

/** The ends of edges. Mermaid's own would need its style. */
function arrowHead(): SVGDefsElement {
  const marker = svg(
    "marker",
    {
      id: "arrow",
      viewBox: "0 0 10 10",
      refX: 9,
      refY: 5,
      markerWidth: 9,
      markerHeight: 9,
      markerUnits: "userSpaceOnUse",
      orient: "auto",
    },
    svg("path", { d: "M0 1l9 4-9 4z", class: "arrow" }),
  );
  return svg("defs", {}, marker);
}
