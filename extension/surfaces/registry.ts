import { connectionsTree } from "./connections-tree/connections-tree.ts";
import { dagCodeLens } from "./dag-code-lens/dag-code-lens.ts";
import { diagnostics } from "./diagnostics/diagnostics.ts";
import { logDocuments } from "./log-documents/log-documents.ts";
import { pipelinesTree } from "./pipelines-tree/pipelines-tree.ts";
import { reportDocuments } from "./report-documents/report-documents.ts";
import { resultsPanel } from "./results-panel/results-panel.ts";
import { runnerNotices } from "./runner-notices/runner-notices.ts";
import { runsTree } from "./runs-tree/runs-tree.ts";
import { sqlCodeLens } from "./sql-code-lens/sql-code-lens.ts";
import { sqlEditor } from "./sql-editor/sql-editor.ts";
import { statusBar } from "./status-bar/status-bar.ts";
import type { Surface } from "./surface.ts";
import { tablesTree } from "./tables-tree/tables-tree.ts";

export const SURFACES: readonly Surface[] = [
  statusBar,
  runnerNotices,
  sqlEditor,
  sqlCodeLens,
  resultsPanel,
  dagCodeLens,
  logDocuments,
  reportDocuments,
  connectionsTree,
  pipelinesTree,
  runsTree,
  tablesTree,
  diagnostics,
];
