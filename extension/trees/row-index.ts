import type { RowList, TreeRow } from "./tree-row.ts";

/** A row at its place in the tree. */
export interface RowNode<What> {
  /** Unique in the tree, and the same as long as the row stands for the same thing. */
  readonly id: string;
  readonly row: TreeRow<What>;
  readonly parentId: string | undefined;
  /** The text of its folder's URI. */
  readonly folder: string;
  /** Of the rows that are shown; undefined when they are not loaded. */
  readonly childIds: readonly string[] | undefined;
  /** Set on the last row of a list that has more: how many are known and not shown, and what the runner has beside. */
  readonly more?: { readonly parentId: string | undefined; readonly hidden: number; readonly what?: What };
}

export interface RowIndex<What> {
  readonly rootIds: readonly string[];
  readonly nodes: ReadonlyMap<string, RowNode<What>>;
}

/** The rows of one folder; `folder` is the text of its URI. */
export interface FolderRows<What> extends RowList<What> {
  readonly folder: string;
}

/** Rows of one list that are shown at first. Each "Load more" shows twice as many. */
export const PAGE_SIZE = 50;

/** Finds every row by its id, lists cut to their pages. `pages` has how many rows of a list are shown, by its row's id. */
export function indexRows<What>(
  folders: readonly FolderRows<What>[],
  pages: ReadonlyMap<string, number>,
): RowIndex<What> {
  const nodes = new Map<string, RowNode<What>>();
  const rootIds = folders.flatMap((list) =>
    addList(nodes, { id: undefined, key: list.folder, folder: list.folder }, list, pages),
  );
  return { rootIds, nodes };
}

interface Place {
  /** Of the parent. */
  readonly id: string | undefined;
  /** What the ids of its children begin with. */
  readonly key: string;
  readonly folder: string;
}

function addList<What>(
  nodes: Map<string, RowNode<What>>,
  place: Place,
  { rows, more }: RowList<What>,
  pages: ReadonlyMap<string, number>,
): string[] {
  const shown = rows.slice(0, pages.get(place.key) ?? PAGE_SIZE);
  const ids = shown.map((row) => addRow(nodes, place, row, pages));
  const hidden = rows.length - shown.length;
  return hidden === 0 && more === undefined ? ids : [...ids, addMore(nodes, place, hidden, more)];
}

function addRow<What>(
  nodes: Map<string, RowNode<What>>,
  place: Place,
  row: TreeRow<What>,
  pages: ReadonlyMap<string, number>,
): string {
  const id = uniqueId(nodes, `${place.key}/${escapeKey(row.key)}`);
  const { children } = row;
  const own: Place = { id, key: id, folder: place.folder };
  const node = { id, row, parentId: place.id, folder: place.folder };
  // In the order of the tree: a row before its children.
  nodes.set(id, { ...node, childIds: undefined });
  if (children?.kind !== "lazy") {
    const childIds = children === undefined ? [] : addList(nodes, own, children, pages);
    nodes.set(id, { ...node, childIds });
  }
  return id;
}

function addMore<What>(
  nodes: Map<string, RowNode<What>>,
  { id: parentId, key, folder }: Place,
  hidden: number,
  what: What | undefined,
): string {
  const id = `${key}//more`;
  const row: TreeRow<What> = {
    key: "/more",
    label: "Load more…",
    icon: { icon: "ellipsis" },
    subject: { row: id },
    click: { kind: "command", command: "millrace.loadMore" },
    ...(what === undefined && { description: `${hidden} not shown` }),
  };
  const more = { parentId, hidden, ...(what !== undefined && { what }) };
  nodes.set(id, { id, row, parentId, folder, childIds: [], more });
  return id;
}

/** Names of tables and runs are anybody's: a slash in one is not the start of a child's. */
function escapeKey(key: string): string {
  return key.replaceAll("%", "%25").replaceAll("/", "%2F");
}

/** Two rows of one list with one key would break the whole view: the editor refuses an id that it has. */
function uniqueId(nodes: ReadonlyMap<string, unknown>, wanted: string): string {
  let id = wanted;
  for (let count = 2; nodes.has(id); count++) id = `${wanted}//${count}`;
  return id;
}
