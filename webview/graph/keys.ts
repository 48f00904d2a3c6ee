import type { GraphDirection } from "../../protocol/webview/graph.ts";
import type { Canvas } from "./draw/canvas.ts";
import type { DrawnGraph } from "./draw/draw-graph.ts";
import { neighbourOf, stepOf } from "./model/neighbours.ts";
import type { ShownNode } from "./model/shown-graph.ts";

export interface KeyActions {
  drawn(): DrawnGraph | null;
  direction(): GraphDirection;
  focus(key: string): void;
  /** Enter or a click. */
  open(node: ShownNode): void;
  source(taskId: string): void;
  menu(node: ShownNode, x: number, y: number): void;
  search(): void;
  escape(): void;
}

const ZOOM = 1.25;

/** Keys and mouse on the graph. Nodes are found by their keys, so nothing needs to be added to a node. */
export function listenToGraph(canvas: Canvas, actions: KeyActions): void {
  const { element } = canvas;
  const nodeAt = (target: EventTarget | null): ShownNode | undefined => {
    const key = target instanceof Element ? target.closest<SVGGElement>("g.node")?.dataset["key"] : undefined;
    return key === undefined ? undefined : actions.drawn()?.nodes.get(key)?.node;
  };
  element.addEventListener("click", (event) => {
    const node = nodeAt(event.target);
    if (node === undefined) return;
    actions.focus(node.key);
    // The second click of a double click: the first one has opened it.
    if (event.detail < 2) actions.open(node);
  });
  element.addEventListener("dblclick", (event) => {
    const node = nodeAt(event.target);
    if (node?.kind === "task") actions.source(node.task.id);
  });
  element.addEventListener("contextmenu", (event) => {
    const node = nodeAt(event.target);
    if (node === undefined) return;
    event.preventDefault();
    const box = (event.target as Element).closest("g.node")?.getBoundingClientRect();
    const isByKey = event.button !== 2 && box !== undefined;
    actions.menu(node, isByKey ? box.left + 20 : event.clientX, isByKey ? box.bottom : event.clientY);
  });
  element.addEventListener("keydown", (event) => {
    const node = nodeAt(event.target);
    if (node !== undefined && onNodeKey(event, node, canvas, actions)) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (onPageKey(event, isTyping, canvas, actions)) event.preventDefault();
  });
}

/** True when the key did something. */
function onNodeKey(event: KeyboardEvent, node: ShownNode, canvas: Canvas, actions: KeyActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const drawn = actions.drawn();
  const step = stepOf(event.key, actions.direction());
  if (step !== undefined && drawn !== null) {
    const centreOf = (key: string): { x: number; y: number } | undefined => {
      const found = drawn.nodes.get(key);
      return found === undefined ? undefined : canvas.centreOf(found.element);
    };
    const next = neighbourOf(drawn.graph, node.key, step, actions.direction(), centreOf);
    if (next !== undefined) actions.focus(next);
    return true;
  }
  switch (event.key) {
    case "Enter":
    case " ":
      actions.open(node);
      return true;
    case "Home":
    case "End": {
      const last = drawn?.graph.nodes.at(event.key === "Home" ? 0 : -1);
      if (last !== undefined) actions.focus(last.key);
      return true;
    }
    case "F12":
      if (node.kind === "task") actions.source(node.task.id);
      return true;
    case "F10":
      // Browsers make a contextmenu event of it where the platform has that key.
      if (!event.shiftKey) return false;
      openMenuAt(node, drawn, actions);
      return true;
    case "ContextMenu":
      openMenuAt(node, drawn, actions);
      return true;
    default:
      return false;
  }
}

function openMenuAt(node: ShownNode, drawn: DrawnGraph | null, actions: KeyActions): void {
  const box = drawn?.nodes.get(node.key)?.element.getBoundingClientRect();
  if (box !== undefined) actions.menu(node, box.left + 20, box.bottom);
}

function onPageKey(event: KeyboardEvent, isTyping: boolean, canvas: Canvas, actions: KeyActions): boolean {
  const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f";
  if (isFind || (event.key === "/" && !isTyping)) {
    actions.search();
    return true;
  }
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.key) {
    case "+":
    case "=":
      canvas.zoomBy(ZOOM);
      return true;
    case "-":
      canvas.zoomBy(1 / ZOOM);
      return true;
    case "0":
      canvas.fit();
      return true;
    case "Escape":
      actions.escape();
      return true;
    default:
      return false;
  }
}
