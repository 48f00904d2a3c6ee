import * as vscode from "vscode";
import { REPORT_SCHEME } from "../../report.ts";
import type { Surface } from "../surface.ts";

export const reportDocuments: Surface = {
  name: "report documents",
  register: () =>
    vscode.workspace.registerTextDocumentContentProvider(REPORT_SCHEME, {
      provideTextDocumentContent: ({ query }) => query,
    }),
};
