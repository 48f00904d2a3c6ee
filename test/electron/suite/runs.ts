import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { until } from "../../vscode/until.ts";
import { readyModel } from "./millrace-api.ts";

export function runsSuite(): void {
  describe("a folder with DAG files", () => {
    it("shows its DAGs", async () => {
      const { view } = await readyModel();
      assert.deepEqual(view?.dags.map(({ spec }) => spec.id).sort(), ["gated", "orders"]);
      assert.deepEqual(view?.problems, []);
    });

    it("runs a DAG by a command with arguments, and knows how the run ended", async () => {
      const model = await readyModel();
      await vscode.commands.executeCommand("millrace.runDag", { dagId: "orders", date: "2026-01-02" });
      const run = await until("the run has ended", () => {
        const last = model.dag("orders")?.lastRun;
        return last?.run.state === "failed" ? last : undefined;
      });
      assert.equal(run.run.label, "2026-01-02");
      assert.deepEqual(
        run.tasks.map(({ taskId, state }) => [taskId, state]),
        [
          ["create", "success"],
          ["load", "failed"],
        ],
      );
    });

    it("has a problem for each check that failed or warned, at its definition", async () => {
      const model = await readyModel();
      const file = vscode.Uri.file(path.join(model.folder.uri.fsPath, "orders.dag.ts"));
      const problems = await until("there are two problems", () => {
        const found = vscode.languages.getDiagnostics(file).filter(({ source }) => source === "millrace");
        return found.length === 2 ? found : undefined;
      });
      const seen = problems
        .map(({ severity, code, range }) => ({ severity, code: codeText(code), line: range.start.line }))
        .sort((a, b) => a.line - b.line);
      const lines = (await vscode.workspace.openTextDocument(file)).getText().split("\n");
      const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text));
      assert.deepEqual(seen, [
        { severity: vscode.DiagnosticSeverity.Warning, code: "rowCount", line: lineOf("few orders") },
        { severity: vscode.DiagnosticSeverity.Error, code: "notNull", line: lineOf("customers are known") },
      ]);
    });

    it("offers its actions above each DAG and task", async () => {
      const model = await readyModel();
      const file = vscode.Uri.file(path.join(model.folder.uri.fsPath, "orders.dag.ts"));
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
      const lenses = await until("there are code lenses", async () => {
        const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          "vscode.executeCodeLensProvider",
          file,
          100,
        );
        return found.length > 0 ? found : undefined;
      });
      const commands = new Set(lenses.map(({ command }) => command?.command));
      for (const command of [
        "millrace.runDag",
        "millrace.backfill",
        "millrace.openGraph",
        "millrace.runTask",
      ]) {
        assert.ok(commands.has(command), `no lens runs ${command}`);
      }
    });
  });
}

function codeText(code: vscode.Diagnostic["code"]): string {
  return typeof code === "object" ? String(code.value) : String(code);
}
