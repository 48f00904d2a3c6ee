import * as vscode from "vscode";
import type { Services } from "../../services.ts";
import { throttled } from "../../trees/throttle.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import type { Surface } from "../surface.ts";
import { checkFindings } from "./check-findings.ts";
import { checkSqlDocuments } from "./check-sql-documents.ts";
import { fileLines } from "./file-lines.ts";
import type { Finding } from "./finding.ts";
import { problemFindings } from "./problem-findings.ts";
import { type FindingOf, quickFixes } from "./quick-fixes.ts";
import { SOURCE, toDiagnostic } from "./to-diagnostic.ts";

const REDRAW_MS = 250;
const SETTING = "millrace.problems.checks";

interface Placed {
  readonly uri: vscode.Uri;
  readonly folder: string;
  readonly finding: Finding;
  readonly diagnostic: vscode.Diagnostic;
}

/** The Problems panel: checks that fail at their definitions, and what is wrong in the files. */
export const diagnostics: Surface = {
  name: "diagnostics",
  register: ({ workspaces, log }: Services) => {
    const collection = vscode.languages.createDiagnosticCollection(SOURCE);
    // A drawing that a later one has overtaken must not end after it.
    const state = { drawing: 0, shown: "", placed: [] as readonly Placed[] };

    const draw = async (): Promise<void> => {
      const wanted = workspaces.all.map((model) => ({ model, findings: findingsOf(model) }));
      const text = JSON.stringify(wanted.map(({ model, findings }) => [model.folder.uri, findings]));
      if (text === state.shown) return;
      state.shown = text;
      const drawing = ++state.drawing;
      const placed = (await Promise.all(wanted.map(({ model, findings }) => place(model, findings)))).flat();
      if (drawing !== state.drawing) return;
      state.placed = placed;
      collection.clear();
      const byFile = Map.groupBy(placed, ({ uri }) => uri.toString());
      collection.set(
        [...byFile.values()].flatMap((ofFile) => {
          const [first] = ofFile;
          return first === undefined
            ? []
            : [[first.uri, ofFile.map(({ diagnostic }) => diagnostic)] as const];
        }),
      );
    };

    const redraw = throttled(() => {
      draw().catch((error: unknown) => log.error(`Problems could not be shown: ${error}`));
    }, REDRAW_MS);
    redraw.soon();

    const findingOf: FindingOf = (uri, { message, code }) =>
      state.placed.find(
        (one) =>
          one.uri.toString() === uri.toString() &&
          one.finding.message === message &&
          one.finding.code === code,
      );

    return vscode.Disposable.from(
      collection,
      redraw,
      checkSqlDocuments(workspaces),
      workspaces.onDidChange((changed) => {
        // VS Code moves squiggles along with what is typed, and far away when a file was written by another program.
        if (changed?.change.kind === "view") state.shown = "";
        redraw.soon();
      }),
      vscode.workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration(SETTING) && redraw.soon(),
      ),
      vscode.languages.registerCodeActionsProvider({ scheme: "file" }, quickFixes(findingOf), {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    );
  },
};

function findingsOf(model: WorkspaceModel): readonly Finding[] {
  const { view } = model;
  if (view === undefined) return [];
  const showsChecks = vscode.workspace.getConfiguration(undefined, model.folder.uri).get<boolean>(SETTING);
  return [...problemFindings(view), ...(showsChecks === false ? [] : checkFindings(view))];
}

async function place(model: WorkspaceModel, findings: readonly Finding[]): Promise<readonly Placed[]> {
  const byFile = Map.groupBy(findings, ({ position }) => position.file);
  const placed = [...byFile].map(async ([file, ofFile]) => {
    const uri = model.uriOf(file);
    const lines = await fileLines(uri);
    const folder = model.folder.uri.toString();
    return Promise.all(
      ofFile.map(async (finding) => ({
        uri,
        folder,
        finding,
        diagnostic: await toDiagnostic(model, finding, lines),
      })),
    );
  });
  return (await Promise.all(placed)).flat();
}
