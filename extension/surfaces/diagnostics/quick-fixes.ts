import * as vscode from "vscode";
import type { COMMANDS } from "../../contributions/commands.ts";
import type { Finding } from "./finding.ts";
import { suggestedWord } from "./suggested-word.ts";
import { SOURCE } from "./to-diagnostic.ts";

/** What a diagnostic of ours was made from, and the folder that it is of. */
export type FindingOf = (
  uri: vscode.Uri,
  diagnostic: vscode.Diagnostic,
) => { readonly finding: Finding; readonly folder: string } | undefined;

/** What can be done about a failed check or a problem, where it is shown. */
export function quickFixes(findingOf: FindingOf): vscode.CodeActionProvider {
  return {
    provideCodeActions: (document, _range, { diagnostics }) =>
      diagnostics
        .filter(({ source }) => source === SOURCE)
        .flatMap((diagnostic) => {
          const found = findingOf(document.uri, diagnostic);
          if (found === undefined) return [];
          const { finding, folder } = found;
          return finding.check === undefined
            ? replaceWord(document, diagnostic, finding)
            : checkActions(diagnostic, finding.check, folder);
        }),
  };
}

function checkActions(
  diagnostic: vscode.Diagnostic,
  check: NonNullable<Finding["check"]>,
  folder: string,
): vscode.CodeAction[] {
  const { dagId, taskId, check: name, rows, hasSql } = check;
  const action = (title: string, command: (typeof COMMANDS)[number]["id"]): vscode.CodeAction => {
    const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    fix.command = { command, title, arguments: [{ folder, dagId, taskId, check: name }] };
    fix.diagnostics = [diagnostic];
    return fix;
  };
  return [
    action("Run this check again", "millrace.runChecks"),
    ...(rows > 0 ? [action("Show failing rows", "millrace.showFailingRows")] : []),
    ...(hasSql ? [action("Open the SQL of this check", "millrace.openCheckSql")] : []),
    action("Show the history of this check", "millrace.showCheckHistory"),
  ];
}

function replaceWord(
  document: vscode.TextDocument,
  diagnostic: vscode.Diagnostic,
  finding: Finding,
): vscode.CodeAction[] {
  const { line } = diagnostic.range.start;
  if (line >= document.lineCount) return [];
  const word = suggestedWord(finding.message, document.lineAt(line).text);
  if (word === undefined) return [];
  const fix = new vscode.CodeAction(`Change to "${word.text}"`, vscode.CodeActionKind.QuickFix);
  fix.edit = new vscode.WorkspaceEdit();
  fix.edit.replace(document.uri, new vscode.Range(line, word.from - 1, line, word.to - 1), word.text);
  fix.diagnostics = [diagnostic];
  fix.isPreferred = true;
  return [fix];
}
