import * as vscode from "vscode";
import { pathSetting } from "./path-setting.ts";

/** The editor's own dialog, on the machine that has the folder. Undefined when nothing was chosen. */
export async function chooseFile(folder: vscode.Uri, what: "file" | "folder"): Promise<string | undefined> {
  const isFile = what === "file";
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: isFile ? "Choose a File" : "Choose a Folder",
      openLabel: "Choose",
      defaultUri: folder,
      canSelectFiles: isFile,
      canSelectFolders: !isFile,
      canSelectMany: false,
    })) ?? [];
  return chosen === undefined ? undefined : pathSetting(folder.fsPath, chosen.fsPath);
}
