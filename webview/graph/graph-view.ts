import type { GraphDag, GraphDirection } from "../../protocol/webview/graph.ts";
import type { Canvas } from "./draw/canvas.ts";
import { type DrawnGraph, drawGraph, type InstanceOf } from "./draw/draw-graph.ts";
import type { Measures } from "./draw/draw-node.ts";
import { layOut } from "./draw/layout.ts";
import { measureLayout } from "./measure.ts";
import { shapeOf, shownGraph } from "./model/shown-graph.ts";

export interface Wanted {
  readonly dag: GraphDag;
  readonly direction: GraphDirection;
  readonly collapsed: readonly string[];
  /** Null: all. */
  readonly tasks: ReadonlySet<string> | null;
}

/** Keeps a drawing of what is wanted: lays out when the shape is another one, and else only patches. */
export interface GraphView {
  /** Resolves when it is drawn: true after a layout, false when another one has overtaken this. */
  show(wanted: Wanted): Promise<boolean>;
  patch(tasks?: Iterable<string>): void;
  drawn(): DrawnGraph | null;
  clear(): void;
}

export interface GraphViewOptions {
  readonly canvas: Canvas;
  readonly measures: Measures;
  readonly instanceOf: InstanceOf;
  readonly onCollapse: (groupId: string) => void;
  /** So many nodes are being laid out; 0: done. */
  readonly onLayout: (nodes: number) => void;
}

/** Fewer nodes are there before one could read that they are coming. */
const WORTH_SAYING = 60;

export function createGraphView(options: GraphViewOptions): GraphView {
  const { canvas, measures, instanceOf, onCollapse, onLayout } = options;
  const now: { drawn: DrawnGraph | null; asked: string } = { drawn: null, asked: "" };
  const patch = (tasks?: Iterable<string>): void => now.drawn?.patch(instanceOf, Date.now(), tasks);
  return {
    drawn: () => now.drawn,
    patch,
    clear: () => {
      now.drawn = null;
      now.asked = "";
    },
    show: async ({ dag, direction, collapsed, tasks }) => {
      const graph = shownGraph(dag, new Set(collapsed), tasks);
      const shape = shapeOf(graph, direction);
      if (now.asked === shape) {
        patch();
        return false;
      }
      now.asked = shape;
      const count = graph.nodes.length;
      if (count >= WORTH_SAYING) {
        onLayout(count);
        await nextFrame();
      }
      const begin = performance.now();
      const drawing = await layOut(graph, direction);
      if (now.asked !== shape) return false;
      now.drawn = drawGraph(graph, shape, drawing, measures, onCollapse);
      patch();
      canvas.put(now.drawn.root);
      measureLayout(performance.now() - begin);
      onLayout(0);
      return true;
    },
  };
}

/** What was written to the page is on the screen. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}
