import * as vscode from "vscode";
import type { Surface } from "../surface.ts";
import { contextStatus } from "./context-status.ts";
import { sqlDecorations } from "./decorations.ts";
import { markStore } from "./mark-store.ts";
import { renderedDocuments } from "./rendered-documents.ts";
import { sqlDiagnostics } from "./sql-diagnostics.ts";

/** SQL where it is written: what runs, how it ended, what it runs on. */
export const sqlEditor: Surface = {
  name: "sql editor",
  register: (services) => {
    const store = markStore(services.sql);
    return vscode.Disposable.from(
      store,
      sqlDecorations(store),
      sqlDiagnostics(store),
      contextStatus(services),
      renderedDocuments(services),
    );
  },
};
