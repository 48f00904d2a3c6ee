import * as vscode from "vscode";
import { checkSqlUri } from "../../check-sql-uri.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import type { FileLines } from "./file-lines.ts";
import type { Finding, FoundCheck } from "./finding.ts";
import { problemWord } from "./problem-word.ts";

export const SOURCE = "millrace";

/** The editor's form of a finding. `lines` are those of its file. */
export async function toDiagnostic(
  model: WorkspaceModel,
  finding: Finding,
  lines: FileLines,
): Promise<vscode.Diagnostic> {
  const { line, column } = finding.position;
  const { from, to } = problemWord(lines(line), column);
  const row = Math.max(0, line - 1);
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(row, from - 1, row, to - 1),
    finding.message,
    finding.severity === "error" ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = SOURCE;
  diagnostic.code = finding.code;
  if (finding.check !== undefined) diagnostic.relatedInformation = await related(model, finding.check);
  return diagnostic;
}

async function related(
  model: WorkspaceModel,
  check: FoundCheck,
): Promise<vscode.DiagnosticRelatedInformation[]> {
  const start = new vscode.Range(0, 0, 0, 0);
  const at = (uri: vscode.Uri, text: string): vscode.DiagnosticRelatedInformation =>
    new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, start), text);
  const file = await firstThatExists(check.sqlFiles.map((name) => model.uriOf(name)));
  return [
    ...(file === undefined ? [] : [at(file, "SQL of the check")]),
    ...(check.hasSql
      ? [at(checkSqlUri({ folder: model.folder.uri.toString(), ...check }), "SQL as it ran")]
      : []),
  ];
}

async function firstThatExists(uris: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  for (const uri of uris) {
    try {
      await vscode.workspace.fs.stat(uri);
      return uri;
    } catch {
      // The next one.
    }
  }
  return undefined;
}
