import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { executeSql } from "../../../protocol/rpc/sql.ts";
import { until } from "../../vscode/until.ts";
import { readyModel } from "./millrace-api.ts";

const SETTING = "problems.checks";
const FAILED = { dagId: "orders", taskId: "load", check: "customers are known" } as const;

/** After `runsSuite`: one check of the last run has failed, and one warns. */
export function diagnosticsSuite(): void {
  describe("a failed check", () => {
    it("offers to run it again, its rows, its SQL and its history, where it is defined", async () => {
      const { uri, failed } = await failedProblem();
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        uri,
        failed.range,
      );
      const ours = actions.filter(({ command }) => command?.command.startsWith("millrace."));
      assert.deepEqual(
        ours.map(({ command }) => command?.command),
        [
          "millrace.runChecks",
          "millrace.showFailingRows",
          "millrace.openCheckSql",
          "millrace.showCheckHistory",
        ],
      );
      assert.equal(ours[0]?.command?.arguments?.[0]?.check, FAILED.check);
    });

    it("is related to the SQL that it ran, which opens as SQL", async () => {
      const { failed } = await failedProblem();
      const related = failed.relatedInformation?.map(({ location }) => location.uri.scheme);
      assert.deepEqual(related, ["millrace-sql"]);
      await vscode.commands.executeCommand("millrace.openCheckSql", FAILED);
      const document = vscode.window.activeTextEditor?.document;
      assert.equal(document?.uri.scheme, "millrace-sql");
      assert.equal(document.languageId, "sql");
      assert.match(document.getText(), /^-- customers are known: fail\n[\s\S]*SELECT[\s\S]*customer/);
      await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    });

    it("shows its rows and its history", async () => {
      assert.match(
        String(await vscode.commands.executeCommand("millrace.showFailingRows", FAILED)),
        /\d row/,
      );
      assert.ok(Number(await vscode.commands.executeCommand("millrace.showCheckHistory", FAILED)) > 0);
    });

    it("is no problem as long as the setting is off", async () => {
      await failedProblem();
      const settings = vscode.workspace.getConfiguration("millrace");
      await settings.update(SETTING, false, vscode.ConfigurationTarget.Global);
      await until("there are no problems of checks", async () =>
        (await problems()).length === 0 ? true : undefined,
      );
      await settings.update(SETTING, undefined, vscode.ConfigurationTarget.Global);
      await failedProblem();
    });

    it("is no problem any more when it passes", async () => {
      await failedProblem();
      const model = await readyModel();
      const { request } = await model.client();
      const text = "UPDATE orders SET customer = 'somebody' WHERE customer IS NULL";
      await request(executeSql, {
        queryId: "mend",
        source: { text, startLine: 0, startColumn: 0, file: null },
        connection: "warehouse",
        rows: 1,
      });
      const date = model.dag("orders")?.lastRun?.run.label;
      await vscode.commands.executeCommand("millrace.runChecks", { ...FAILED, date });
      await until("only the warning is left", async () => {
        const left = await problems();
        return left.every(({ severity }) => severity === vscode.DiagnosticSeverity.Warning) || undefined;
      });
    });
  });
}

async function problems(): Promise<readonly vscode.Diagnostic[]> {
  const uri = await dagFile();
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "millrace");
}

async function failedProblem(): Promise<{ readonly uri: vscode.Uri; readonly failed: vscode.Diagnostic }> {
  const failed = await until("the failed check is a problem", async () =>
    (await problems()).find(({ message }) => message.startsWith(FAILED.check)),
  );
  return { uri: await dagFile(), failed };
}

async function dagFile(): Promise<vscode.Uri> {
  const model = await readyModel();
  return vscode.Uri.file(path.join(model.folder.uri.fsPath, "orders.dag.ts"));
}
