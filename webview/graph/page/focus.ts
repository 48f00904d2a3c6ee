import type { Parts } from "./parts.ts";

/** One node of the graph is a tab stop: the one that had the focus last. */
export function focusNode({ known, view, canvas }: Parts, key: string): void {
  const nodes = view.drawn()?.nodes;
  const node = nodes?.get(key);
  if (node === undefined) return;
  if (known.focused !== null) nodes?.get(known.focused)?.element.setAttribute("tabindex", "-1");
  node.element.setAttribute("tabindex", "0");
  known.focused = key;
  canvas.reveal(node.element);
  node.element.focus({ preventScroll: true });
}
