import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { until } from "../../vscode/until.ts";
import { readyModel } from "./millrace-api.ts";

export function calledWorkspaceSuite(): void {
  describe("commands about the workspace that are told everything", () => {
    it("select a target", async () => {
      const model = await readyModel();
      assert.equal(await call("selectTarget", { target: "moved" }), "moved");
      assert.equal(model.view?.target?.name, "moved");
      assert.equal(await call("selectTarget", { target: "nowhere" }), undefined);
      assert.equal(await call("selectTarget", { target: "dev" }), "dev");
      assert.equal(model.view?.target?.name, "dev");
    });

    it("test a connection, step by step", async () => {
      const steps = (await call("testConnection", { connection: "warehouse" })) as {
        readonly step: string;
        readonly outcome: string;
      }[];
      assert.ok(steps.length > 2);
      assert.deepEqual(
        steps.filter(({ outcome }) => outcome === "failed"),
        [],
      );
    });

    it("make a DAG that is read at once", async () => {
      const model = await readyModel();
      const made = String(await call("newDag", { dagId: "made", schedule: "@hourly" }));
      assert.match(made, /made\.dag\.ts$/);
      const dag = await until("it is there", () => model.dag("made"));
      assert.equal(dag.spec.schedule, "@hourly");
      assert.match(String(await call("newDag", { dagId: "by_hand", schedule: "none" })), /by_hand\.dag\.ts$/);
      assert.equal((await until("it is there", () => model.dag("by_hand"))).spec.schedule, null);
      assert.equal(await call("newDag", { dagId: "made", schedule: "@hourly" }), undefined);
      assert.equal(await call("newDag", { dagId: "../made", schedule: "@hourly" }), undefined);
    });

    it("make the sample", async () => {
      const model = await readyModel();
      const parent = vscode.Uri.joinPath(model.folder.uri, "..", "samples");
      await vscode.workspace.fs.createDirectory(parent);
      const made = vscode.Uri.parse(String(await call("createSample", { folder: parent.toString() })));
      assert.ok(existsSync(vscode.Uri.joinPath(made, "sparkify.dag.ts").fsPath));
      // It is there already.
      assert.equal(await call("createSample", { folder: parent.toString() }), undefined);
    });

    it("go to where a task is defined", async () => {
      await call("openSource", { dagId: "greet", taskId: "two" });
      const editor = vscode.window.activeTextEditor;
      assert.match(editor?.document.lineAt(editor.selection.active.line).text ?? "", /runSql\("two"/);
    });

    it("look at everything, and show the runner's log", async () => {
      const findings = (await call("doctor", {})) as readonly { readonly health: string }[];
      assert.ok(findings.length > 3);
      assert.match(vscode.window.activeTextEditor?.document.getText() ?? "", /^Millrace Doctor/);
      await call("showRunnerLog", {});
      assert.match(vscode.window.activeTextEditor?.document.uri.path ?? "", /daemon\.log$/);
    });

    it("copy a name", async () => {
      assert.equal(await call("copyName", { dagId: "greet", taskId: "two" }), "two");
    });
  });
}

function call(command: string, subject: object): Thenable<unknown> {
  return vscode.commands.executeCommand(`millrace.${command}`, subject);
}
