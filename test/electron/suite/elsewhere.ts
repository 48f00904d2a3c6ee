import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { until } from "../../vscode/until.ts";
import { extension } from "./extension.ts";

/** In a folder that has nothing to do with pipelines. */
export function elsewhereSuite(): void {
  describe("a folder without DAG files", () => {
    it("does not activate the extension", async () => {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      assert.ok(folder !== undefined);
      const file = vscode.Uri.joinPath(folder.uri, "notes.ts");
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
      // One that is activated when all that start with the window have been.
      const last = "vscode.merge-conflict";
      await until("the window has started", () => vscode.extensions.getExtension(last)?.isActive);
      assert.equal(extension().isActive, false);
    });
  });
}
