import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import * as vscode from "vscode";
import { type FolderSecrets, folderSecrets } from "./folder-secrets.ts";

export interface SecretsPort {
  of(folder: vscode.WorkspaceFolder): FolderSecrets;
}

export function createSecretsPort({
  secrets,
  globalState,
}: Pick<vscode.ExtensionContext, "secrets" | "globalState">): SecretsPort {
  // The editor keeps secrets where its window is; a folder of another machine can have the path of one of this.
  const machine = vscode.env.remoteName === undefined ? "" : `${vscode.env.remoteName} ${hostname()}`;
  const place = { storage: secrets, state: globalState, machine, window: randomUUID() };
  return { of: ({ uri }) => folderSecrets({ ...place, folder: uri.toString() }) };
}
