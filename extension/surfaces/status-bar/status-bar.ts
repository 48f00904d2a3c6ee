import * as vscode from "vscode";
import type { CommandSubject } from "../../subject.ts";
import type { WorkspaceModel, Workspaces } from "../../workspaces.ts";
import type { Surface } from "../surface.ts";
import { NO_FACTS, type StatusItem, statusFacts } from "./status-facts.ts";

/** Target, open runs and trouble of one folder: the active editor's, or else the first that has something to say. */
export const statusBar: Surface = {
  name: "status bar",
  register: ({ workspaces }) => {
    const target = createItem("target", "Millrace target", 52, "millrace.selectTarget");
    const runs = createItem("runs", "Millrace runs", 51, "millrace.runs.focus");
    const trouble = createItem("trouble", "Millrace runner", 53, "millrace.restartRunner");
    const draw = (): void => {
      const model = shownModel(workspaces);
      const facts = model === undefined ? NO_FACTS : statusFacts(model.state, model.view);
      target.draw(facts.target, model);
      runs.draw(facts.runs, undefined);
      trouble.draw(facts.trouble, model);
    };
    draw();
    return vscode.Disposable.from(
      target,
      runs,
      trouble,
      workspaces.onDidChange(draw),
      vscode.window.onDidChangeActiveTextEditor(draw),
    );
  },
};

function shownModel(workspaces: Workspaces): WorkspaceModel | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const active = uri === undefined ? undefined : workspaces.of(uri);
  const candidates = active === undefined ? workspaces.all : [active, ...workspaces.all];
  return candidates.find(({ view, state }) => view !== undefined || state.kind === "broken");
}

interface DrawnItem extends vscode.Disposable {
  draw(facts: StatusItem | undefined, model: WorkspaceModel | undefined): void;
}

const COLORS: Readonly<Record<StatusItem["color"], vscode.ThemeColor | undefined>> = {
  plain: undefined,
  warning: new vscode.ThemeColor("statusBarItem.warningBackground"),
  error: new vscode.ThemeColor("statusBarItem.errorBackground"),
};

function createItem(id: string, name: string, priority: number, command: string): DrawnItem {
  const item = vscode.window.createStatusBarItem(`millrace.${id}`, vscode.StatusBarAlignment.Left, priority);
  item.name = name;
  const last: { key: string | undefined } = { key: undefined };
  return {
    draw: (facts, model) => {
      const key = JSON.stringify([facts, model?.folder.uri.toString()]);
      if (key === last.key) return;
      last.key = key;
      if (facts === undefined) {
        item.hide();
        return;
      }
      item.text = facts.text;
      item.tooltip = facts.tooltip;
      item.backgroundColor = COLORS[facts.color];
      item.accessibilityInformation = { label: facts.tooltip.replaceAll("\n", ". ") };
      const subject: CommandSubject | undefined = model && { folder: model.folder.uri.toString() };
      item.command = { command, title: name, ...(subject !== undefined && { arguments: [subject] }) };
      item.show();
    },
    dispose: () => item.dispose(),
  };
}
