import type * as vscode from "vscode";

/** One tree, as commands see it. */
export interface TreeControl {
  /** Shows more of the list that ends with this row. False when the row is not of this tree. */
  more(rowId: string): Promise<boolean>;
  /** Fetches again what it shows. */
  refresh(): void;
}

export interface TreesPort {
  /** Each tree, when it is made. */
  add(tree: TreeControl): vscode.Disposable;
  more(rowId: string): Promise<void>;
  refresh(): void;
}

export function createTreesPort(): TreesPort {
  const trees = new Set<TreeControl>();
  return {
    add: (tree) => {
      trees.add(tree);
      return { dispose: () => void trees.delete(tree) };
    },
    more: async (rowId) => {
      for (const tree of trees) if (await tree.more(rowId)) return;
    },
    refresh: () => {
      for (const tree of trees) tree.refresh();
    },
  };
}
