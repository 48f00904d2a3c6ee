import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { cancelSql, type ExportFormat, exportSql } from "../../../protocol/rpc/sql.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { formatBytes } from "../../../protocol/text/format-bytes.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import { errorText } from "../../runner-error.ts";
import type { Services } from "../../services.ts";
import { isRefusal } from "../../sql/query-failure.ts";
import type { ResultTab } from "../../sql/result-tab.ts";
import { statementOf } from "../../sql/statement-source.ts";
import { messageText } from "../../text/message-text.ts";

/** All rows of a statement to a file that somebody chooses: the runner runs it again, and writes as the rows come. */
export async function exportRows(
  { workspaces }: Services,
  tab: ResultTab,
  section: number,
  format: ExportFormat,
): Promise<void> {
  const { request } = tab;
  const model = request === null ? undefined : workspaces.byFolder(request.folder);
  const source = request === null ? undefined : statementOf(request.source, section);
  if (request === null || model === undefined || source === undefined) return;
  const file = await askFile(tab.title, format, model.folder.uri);
  if (file === undefined) return;
  const client = await model.client();
  const queryId = randomUUID();
  await told(file, async () =>
    vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: messageText(`Exporting to ${path.basename(file.fsPath)}`),
        cancellable: true,
      },
      async (_, token) => {
        // A runner that is gone has stopped by itself.
        token.onCancellationRequested(() => void client.request(cancelSql, { queryId }).catch(() => {}));
        const { rows, bytes, notes } = await client.request(exportSql, {
          queryId,
          source,
          connection: request.connection,
          format,
          file: file.fsPath,
        });
        return [`${counted(rows, "row")}, ${formatBytes(bytes)}.`, ...notes].join(" ");
      },
    ),
  );
}

/** A text that the page made of rows which are all here. */
export async function saveText(title: string, format: ExportFormat, text: string): Promise<void> {
  const file = await askFile(title, format, vscode.workspace.workspaceFolders?.[0]?.uri);
  if (file === undefined) return;
  await told(file, async () => {
    await writeFile(file.fsPath, text);
    return `${formatBytes(Buffer.byteLength(text))}.`;
  });
}

async function askFile(
  title: string,
  format: ExportFormat,
  folder: vscode.Uri | undefined,
): Promise<vscode.Uri | undefined> {
  const name = `${title.replace(/[^\p{L}\p{N}_.-]+/gu, "_").replace(/^[_.]+|_+$/g, "") || "rows"}.${endingOf(format)}`;
  return vscode.window.showSaveDialog({
    title: "Export Rows",
    saveLabel: "Export",
    filters: { [format === "markdown" ? "Markdown" : format.toUpperCase()]: [endingOf(format)] },
    ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
}

async function told(file: vscode.Uri, write: () => Thenable<string>): Promise<void> {
  const name = path.basename(file.fsPath);
  try {
    const what = await write();
    const open = "Open";
    const answer = await vscode.window.showInformationMessage(
      messageText(`${name} is written: ${what}`),
      open,
    );
    if (answer === open) await vscode.commands.executeCommand("vscode.open", file);
  } catch (error) {
    if (!isRefusal(error, "cancelled"))
      await vscode.window.showErrorMessage(messageText(`${name} was not written. ${errorText(error)}`));
  }
}

function endingOf(format: ExportFormat): string {
  switch (format) {
    case "markdown":
      return "md";
    case "csv":
    case "tsv":
    case "json":
      return format;
    default:
      return assertNever(format);
  }
}
