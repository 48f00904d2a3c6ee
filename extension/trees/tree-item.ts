import * as vscode from "vscode";
import { shownName } from "../../protocol/text/shown-text.ts";
import type { WorkspaceModel } from "../workspaces.ts";
import type { TreeElement } from "./tree-element.ts";
import type { RowChildren, RowClick, TreeRow } from "./tree-row.ts";

const LONGEST_DESCRIPTION = 300;
const LONGEST_LINE = 500;

/** The editor's form of a row. Whatever is in its texts, they are only shown. */
export function treeItem<What>(
  element: TreeElement,
  row: TreeRow<What>,
  model: WorkspaceModel | undefined,
): vscode.TreeItem {
  const label = shownName(row.label);
  const description =
    row.description === undefined || row.description === ""
      ? undefined
      : shownName(row.description, LONGEST_DESCRIPTION);
  const item = new vscode.TreeItem(label, collapsibleState(row.children));
  item.id = element.id;
  if (description !== undefined) item.description = description;
  if (row.icon !== undefined) {
    const { icon, color } = row.icon;
    item.iconPath = new vscode.ThemeIcon(
      icon,
      color === undefined ? undefined : new vscode.ThemeColor(color),
    );
  }
  item.tooltip = tooltipOf(row.tooltip ?? [row.label]);
  if (row.words !== undefined) item.contextValue = `;${row.words.join(";")};`;
  const command = row.click && commandOf(row.click, element, label, model);
  if (command !== undefined) item.command = command;
  const spoken = [label, row.spokenState, description?.replaceAll(" · ", ", ")];
  item.accessibilityInformation = { label: spoken.filter((part) => part !== undefined).join(", ") };
  return item;
}

function collapsibleState<What>(children: RowChildren<What> | undefined): vscode.TreeItemCollapsibleState {
  if (children === undefined) return vscode.TreeItemCollapsibleState.None;
  if (children.kind === "lazy") return vscode.TreeItemCollapsibleState.Collapsed;
  if (children.rows.length === 0 && children.more === undefined) return vscode.TreeItemCollapsibleState.None;
  return children.isOpen === true
    ? vscode.TreeItemCollapsibleState.Expanded
    : vscode.TreeItemCollapsibleState.Collapsed;
}

function tooltipOf(lines: readonly string[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  lines.forEach((line, index) => {
    if (index > 0) text.appendMarkdown("  \n");
    text.appendText(shownName(line, LONGEST_LINE));
  });
  return text;
}

function commandOf(
  click: RowClick,
  element: TreeElement,
  title: string,
  model: WorkspaceModel | undefined,
): vscode.Command | undefined {
  if (click.kind === "command") return { command: click.command, title, arguments: [element] };
  if (model === undefined) return undefined;
  const { file, line, column } = click.position;
  const start = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  // The editor's own command opens it as every other tree does: as a preview, to the side with the modifier key.
  const options: vscode.TextDocumentShowOptions = { selection: new vscode.Range(start, start) };
  return { command: "vscode.open", title, arguments: [model.uriOf(file), options] };
}
