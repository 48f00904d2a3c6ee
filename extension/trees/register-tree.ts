import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { changedRows } from "./changed-rows.ts";
import { folderRows } from "./folder-rows.ts";
import { indexRows, PAGE_SIZE, type RowIndex } from "./row-index.ts";
import { throttled } from "./throttle.ts";
import type { TreeElement } from "./tree-element.ts";
import { treeItem } from "./tree-item.ts";
import type { TreeSource } from "./tree-source.ts";

/** As often as eyes can follow; a backfill tells of changes hundreds of times in a second. */
const REDRAW_MS = 250;
const MINUTE = 60_000;

/**
 * A tree view of a source. Rows are drawn again when they look different, so that what is open, selected and scrolled to
 * stays; while nobody looks, only the badge is kept.
 */
export function registerTree<What>(
  { workspaces, trees, log }: Services,
  viewId: string,
  source: TreeSource<What>,
): vscode.Disposable {
  const drawAgain = new vscode.EventEmitter<TreeElement[] | undefined>();
  const elements = new Map<string, TreeElement>();
  const pages = new Map<string, number>();
  let index: RowIndex<What> = { rootIds: [], nodes: new Map() };

  const elementOf = (id: string): TreeElement => {
    const known = elements.get(id);
    if (known !== undefined) return known;
    const element: TreeElement = {
      id,
      get subject() {
        const node = index.nodes.get(id);
        return node === undefined ? {} : { folder: node.folder, ...node.row.subject };
      },
    };
    elements.set(id, element);
    return element;
  };

  const rebuild = (): RowIndex<What> => {
    const now = Date.now();
    const folders = workspaces.all.map((model) => ({
      folder: model.folder.uri.toString(),
      name: model.folder.name,
      state: model.state,
      list: model.view === undefined ? undefined : () => source.list(model, now),
    }));
    return indexRows(folderRows(folders), pages);
  };

  /** `answered`: the row whose children the editor is being told anyway. */
  const update = (answered?: string): void => {
    const before = index;
    index = rebuild();
    for (const [id, { folder, row }] of before.nodes) {
      if (index.nodes.has(id)) continue;
      elements.delete(id);
      const model = workspaces.byFolder(folder);
      if (model !== undefined) source.closed?.(model, row);
    }
    const changed = changedRows(before, index);
    if (changed === "all") {
      drawAgain.fire(undefined);
      return;
    }
    // Rows that the editor never asked for have no element, and need not be drawn.
    const known = changed.flatMap((id) => (id === answered ? [] : (elements.get(id) ?? [])));
    if (known.length > 0) drawAgain.fire(known);
  };

  const childrenOf = async (id: string): Promise<readonly string[]> => {
    const node = index.nodes.get(id);
    const model = node && workspaces.byFolder(node.folder);
    if (node?.row.children?.kind === "lazy" && model !== undefined) {
      await source.load?.(model, node.row.children.what);
      update(id);
    }
    return index.nodes.get(id)?.childIds ?? [];
  };

  const provider: vscode.TreeDataProvider<TreeElement> = {
    onDidChangeTreeData: drawAgain.event,
    getChildren: async (element) => {
      if (element !== undefined) return (await childrenOf(element.id)).map(elementOf);
      index = rebuild();
      return index.rootIds.map(elementOf);
    },
    getTreeItem: (element) => {
      const node = index.nodes.get(element.id);
      // It went while the editor was asking: the next drawing is without it.
      if (node === undefined) return new vscode.TreeItem("");
      return treeItem(element, node.row, workspaces.byFolder(node.folder));
    },
    getParent: ({ id }) => {
      const parentId = index.nodes.get(id)?.parentId;
      return parentId === undefined ? undefined : elementOf(parentId);
    },
  };

  const view = vscode.window.createTreeView(viewId, { treeDataProvider: provider, showCollapseAll: true });
  const redraw = throttled(() => {
    try {
      view.badge = source.badge?.(workspaces);
      if (view.visible) update();
    } catch (error) {
      log.error(`${viewId} could not be drawn`, error instanceof Error ? error : String(error));
    }
  }, REDRAW_MS);
  // "5 min ago" is wrong a minute later.
  const clock = setInterval(() => view.visible && redraw.soon(), MINUTE);

  const more = async (rowId: string): Promise<boolean> => {
    const node = index.nodes.get(rowId);
    if (node?.more === undefined) return false;
    const list = node.more.parentId ?? node.folder;
    pages.set(list, 2 * (pages.get(list) ?? PAGE_SIZE));
    const model = workspaces.byFolder(node.folder);
    const isAllShown = node.more.hidden < PAGE_SIZE;
    if (isAllShown && node.more.what !== undefined && model !== undefined) {
      await source.load?.(model, node.more.what);
    }
    update();
    return true;
  };

  return vscode.Disposable.from(
    view,
    drawAgain,
    redraw,
    { dispose: () => clearInterval(clock) },
    workspaces.onDidChange(() => redraw.soon()),
    source.onDidChange?.(() => redraw.soon()) ?? { dispose: () => {} },
    view.onDidChangeVisibility(({ visible }) => visible && redraw.soon()),
    view.onDidCollapseElement(({ element }) => {
      const node = index.nodes.get(element.id);
      const model = node && workspaces.byFolder(node.folder);
      if (node !== undefined && model !== undefined) source.closed?.(model, node.row);
    }),
    trees.add({
      more,
      refresh: () => {
        source.forget?.();
        redraw.soon();
      },
    }),
  );
}
