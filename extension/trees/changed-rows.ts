import type { RowIndex, RowNode } from "./row-index.ts";

/**
 * What has to be drawn again: the ids of rows that look different or have other children, without those below such a
 * row, which are drawn with it; `all` when there are other rows at the top.
 */
export function changedRows<What>(before: RowIndex<What>, after: RowIndex<What>): "all" | readonly string[] {
  if (!sameIds(before.rootIds, after.rootIds)) return "all";
  const changed: string[] = [];
  const visit = (id: string): void => {
    const old = before.nodes.get(id);
    const now = after.nodes.get(id);
    if (old === undefined || now === undefined || !isSame(old, now)) changed.push(id);
    else now.childIds?.forEach(visit);
  };
  after.rootIds.forEach(visit);
  return changed;
}

function isSame<What>(old: RowNode<What>, now: RowNode<What>): boolean {
  return sameIds(old.childIds, now.childIds) && look(old) === look(now);
}

/** Each is compared twice: as the new one, and as the old one of the next time. */
const LOOKS = new WeakMap<object, string>();

/** All of a row but its children. */
function look<What>(node: RowNode<What>): string {
  const known = LOOKS.get(node);
  if (known !== undefined) return known;
  const { children, ...row } = node.row;
  const isOpen = children?.kind === "rows" && children.isOpen === true;
  const text = JSON.stringify([row, children === undefined, isOpen]);
  LOOKS.set(node, text);
  return text;
}

function sameIds(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
