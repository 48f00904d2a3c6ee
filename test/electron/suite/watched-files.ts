import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { until } from "../../vscode/until.ts";
import { extension } from "./extension.ts";
import { millraceApi, readyModel } from "./millrace-api.ts";

const dagFile = (id: string): Uint8Array =>
  Buffer.from(
    `import { dag, runSql } from "millrace";
dag({ id: "${id}", startDate: "2026-01-01" }, () => {
  runSql("one", { sql: "SELECT 1" });
});
`,
  );

/** Nobody says that files have changed: the extension notices. */
export function watchedFilesSuite(): void {
  describe("files that change", () => {
    it("are read again when a DAG file is made, changed and deleted", async () => {
      const model = await readyModel();
      const uri = vscode.Uri.joinPath(model.folder.uri, "extra", "watched.dag.ts");
      await vscode.workspace.fs.writeFile(uri, dagFile("watched"));
      await until("the new DAG is there", () => model.dag("watched"));
      await vscode.workspace.fs.writeFile(uri, dagFile("renamed"));
      await until("the DAG has its new name", () => model.dag("renamed") && !model.dag("watched"));
      await vscode.workspace.fs.delete(uri);
      await until("the DAG has gone", () => model.dag("renamed") === undefined);
      assert.equal(model.state.kind, "ready");
    });

    it("commands of the manifest are all registered", async () => {
      const { contributes } = extension().packageJSON as {
        contributes: { commands: readonly { command: string }[] };
      };
      const registered = new Set(await vscode.commands.getCommands(true));
      assert.deepEqual(
        contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
        [],
      );
    });
  });
}

/** In a folder that had none when the window was opened. */
export function firstDagSuite(): void {
  describe("the first DAG file of a folder", () => {
    it("starts the folder's runner, and the last one that goes ends the interest in it", async () => {
      const { workspaces } = await millraceApi();
      const [model] = workspaces.all;
      assert.ok(model !== undefined);
      assert.equal(model.state.kind, "none");
      assert.deepEqual(workspaces.ready, []);
      await assert.rejects(model.client(), /has no DAG files/);
      const uri = vscode.Uri.joinPath(model.folder.uri, "first.dag.ts");
      await vscode.workspace.fs.writeFile(uri, dagFile("first"));
      await until("the folder is ready", () => model.state.kind === "ready");
      assert.deepEqual(
        model.view?.dags.map(({ spec }) => spec.id),
        ["first"],
      );
      await vscode.workspace.fs.delete(uri);
      await until("the folder has no DAG files", () => model.state.kind === "none");
      assert.deepEqual(workspaces.ready, []);
    });
  });
}
