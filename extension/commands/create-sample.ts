import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import * as vscode from "vscode";
import { UserError } from "../../protocol/user-error.ts";
import { messageText } from "../text/message-text.ts";
import type { Command } from "./command.ts";

const TITLE = "Create Sparkify Sample";
const OPEN = "Open";
const OPEN_NEW = "Open in New Window";
/** Of the folder that is made in the chosen one. */
const NAME = "sparkify";

/** A complete workspace with made-up data, on this machine alone: no account, no cloud. */
export const createSample: Command = {
  id: "millrace.createSample",
  async run({ context }, { folder: wanted }) {
    const parent = wanted === undefined ? await askParent() : vscode.Uri.parse(wanted);
    if (parent === undefined) return undefined;
    if (parent.scheme !== "file") throw notOnDisk();
    const folder = path.join(parent.fsPath, NAME);
    const options = { location: vscode.ProgressLocation.Notification, title: "Making the sample's data" };
    await vscode.window.withProgress(options, () => makeSample(context.extensionPath, folder));
    const uri = vscode.Uri.file(folder);
    const buttons = vscode.workspace.workspaceFolders === undefined ? [OPEN] : [OPEN_NEW, OPEN];
    const message = messageText(`The sample is in ${folder}.`);
    // Nobody waits for the answer: the sample is there.
    void vscode.window.showInformationMessage(message, ...buttons).then((button) => {
      const options = { forceNewWindow: button === OPEN_NEW };
      if (button !== undefined) void vscode.commands.executeCommand("vscode.openFolder", uri, options);
    });
    return uri.toString();
  },
};

async function askParent(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: `${TITLE}: where is the folder "${NAME}" to be made?`,
    openLabel: "Make It Here",
    canSelectFolders: true,
    canSelectFiles: false,
  });
  return chosen?.[0];
}

/** The command line makes it; its words are shown when it cannot. */
async function makeSample(extensionPath: string, folder: string): Promise<void> {
  const cli = path.join(extensionPath, "dist", "cli.js");
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const child = spawn(process.execPath, [cli, "init", "--sample", "--json", folder], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [said, code] = await Promise.all([
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve)),
  ]);
  if (code !== 0)
    throw new UserError({ code: "no-sample", message: said.trim() || "The sample could not be made." });
}

function notOnDisk(): UserError {
  return new UserError({
    code: "virtual-folder",
    message: "The sample needs a folder on disk.",
    next: "Choose one of this machine.",
  });
}
