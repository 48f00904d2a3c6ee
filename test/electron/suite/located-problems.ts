import assert from "node:assert/strict";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { until } from "../../vscode/until.ts";
import { readyModel } from "./millrace-api.ts";

export function locatedProblemsSuite(): void {
  describe("problems of files", () => {
    it("of a DAG file are where they are, also without problems of checks, and go when it is mended", async () => {
      const settings = vscode.workspace.getConfiguration("millrace");
      await settings.update("problems.checks", false, vscode.ConfigurationTarget.Global);
      const uri = (await readyModel()).uriOf("wrong.dag.ts");
      await write(
        uri,
        `import { dag, runSql } from "millrace";\n\ndag({ id: "wrong", startDat: "x" }, () => {});\n`,
      );
      const [problem] = await problemsOf(uri);
      assert.equal(problem?.range.start.line, 2);
      assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
      await vscode.workspace.fs.delete(uri);
      await until("they are gone", () => ours(uri).length === 0 || undefined);
      await settings.update("problems.checks", undefined, vscode.ConfigurationTarget.Global);
    });

    it("of millrace.json are in it", async () => {
      const uri = (await readyModel()).uriOf("millrace.json");
      const before = await vscode.workspace.fs.readFile(uri);
      await write(uri, Buffer.from(before).toString().replace('"type": "embedded" }', '"type": "embeded" }'));
      const [problem] = await problemsOf(uri);
      const lines = Buffer.from(await vscode.workspace.fs.readFile(uri))
        .toString()
        .split("\n");
      assert.match(lines[problem?.range.start.line ?? 0] ?? "", /embeded/);
      await vscode.workspace.fs.writeFile(uri, before);
      await until("they are gone", () => ours(uri).length === 0 || undefined);
    });
  });
}

function write(uri: vscode.Uri, text: string): Thenable<void> {
  return vscode.workspace.fs.writeFile(uri, Buffer.from(text));
}

function ours(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "millrace");
}

function problemsOf(uri: vscode.Uri): Promise<readonly vscode.Diagnostic[]> {
  return until("there are problems", () => (ours(uri).length > 0 ? ours(uri) : undefined));
}
