import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { until } from "../../vscode/until.ts";
import { readyModel } from "./millrace-api.ts";

/** After `calledCommandsSuite`: the DAG `orders` has run. */
export function calledSqlSuite(): void {
  describe("commands about SQL that are told everything", () => {
    it("run the statement of a line, and a whole file", async () => {
      assert.equal(await call("runStatement", { file: "sql/explore.sql", line: 1 }), "done");
      assert.equal(await call("runStatement", { file: "sql/explore.sql", line: 2 }), "failed");
      assert.equal(await call("runFile", { file: "sql/script.sql" }), "done");
      assert.match(vscode.window.activeTextEditor?.document.uri.path ?? "", /script\.sql$/);
    });

    it("show a task's SQL as an interval has it", async () => {
      await call("previewSql", { dagId: "orders", taskId: "load", date: "2026-01-05" });
      // Beside what is edited, which keeps the cursor.
      const shown = vscode.window.visibleTextEditors.map(({ document }) => document.getText());
      const text = shown.find((one) => one.includes("DELETE")) ?? shown.join();
      assert.match(text, /DELETE FROM orders WHERE day = '2026-01-05'/);
      assert.doesNotMatch(text, /\{\{/);
    });

    it("show a table, and make a document for SQL", async () => {
      assert.equal(await call("previewTable", { table: "orders" }), "done");
      assert.match(String(await call("newSql", { connection: "second" })), /^untitled:/);
      assert.equal(vscode.window.activeTextEditor?.document.languageId, "sql");
    });

    it("are above the SQL files that tasks use, and above no others", async () => {
      const lenses = await until("there are code lenses", async () => {
        const found = await lensesOf("sql/load_orders.sql");
        return found.length > 0 ? found : undefined;
      });
      assert.deepEqual(
        lenses.slice(0, 3).map(({ command }) => command?.command),
        ["millrace.runTask", "millrace.runStatement", "millrace.previewSql"],
      );
      assert.deepEqual(lenses[0]?.command?.arguments?.[0], {
        folder: (await readyModel()).folder.uri.toString(),
        dagId: "orders",
        taskId: "load",
      });
      // The last state, with its rows.
      assert.match(lenses[3]?.command?.title ?? "", /failed/);
      assert.deepEqual(await lensesOf("sql/explore.sql"), []);
    });

    it("go away when the setting says so", async () => {
      const settings = vscode.workspace.getConfiguration("millrace");
      await settings.update("codeLens", false, vscode.ConfigurationTarget.Global);
      await until("there are none", async () => (await lensesOf("orders.dag.ts")).length === 0 || undefined);
      assert.deepEqual(await lensesOf("sql/load_orders.sql"), []);
      await settings.update("codeLens", undefined, vscode.ConfigurationTarget.Global);
      await until("they are back", async () => (await lensesOf("orders.dag.ts")).length > 0 || undefined);
    });
  });
}

function call(command: string, subject: object): Thenable<unknown> {
  return vscode.commands.executeCommand(`millrace.${command}`, subject);
}

async function lensesOf(file: string): Promise<readonly vscode.CodeLens[]> {
  const uri = (await readyModel()).uriOf(file);
  await vscode.workspace.openTextDocument(uri);
  return vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri, 100);
}
