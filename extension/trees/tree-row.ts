import type { SourcePosition } from "../../protocol/problem.ts";
import type { COMMANDS } from "../contributions/commands.ts";
import type { CommandSubject } from "../subject.ts";

export interface RowIcon {
  /** A codicon's name. */
  readonly icon: string;
  /** A theme colour's id. */
  readonly color?: string;
}

/** What a click on a row does; without, it selects, and opens what the row holds. */
export type RowClick =
  | { readonly kind: "source"; readonly position: SourcePosition }
  | { readonly kind: "command"; readonly command: (typeof COMMANDS)[number]["id"] };

export interface RowList<What> {
  readonly rows: readonly TreeRow<What>[];
  /** The runner has more of them: what is to be loaded to have them too. */
  readonly more?: What;
}

/** `rows`: known. `lazy`: whoever made the row is asked to load `what` when it is opened. */
export type RowChildren<What> =
  | (RowList<What> & { readonly kind: "rows"; readonly isOpen?: boolean })
  | { readonly kind: "lazy"; readonly what: What };

/** One row of a tree, as plain data. Texts are as their authors wrote them: `treeItem` makes them fit to be shown. */
export interface TreeRow<What = never> {
  /** Among the rows beside it, and the same as long as it stands for the same thing. */
  readonly key: string;
  readonly label: string;
  readonly description?: string;
  readonly icon?: RowIcon;
  /** Lines. */
  readonly tooltip?: readonly string[];
  /** What the icon says, for those who do not see it. */
  readonly spokenState?: string;
  /** What it is, in the words that menus look for. */
  readonly words?: readonly string[];
  /** What its commands are about. The folder is put in for all rows. */
  readonly subject?: CommandSubject;
  readonly click?: RowClick;
  readonly children?: RowChildren<What>;
}
