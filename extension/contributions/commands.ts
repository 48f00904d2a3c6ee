/**
 * Every command that Millrace contributes. `package.json` is made from this. In the palette each is "Millrace: <title>".
 */
export interface CommandContribution {
  readonly id: `millrace.${string}`;
  readonly title: string;
  /** A codicon's name, for buttons. */
  readonly icon?: string;
  /** When the palette offers it: `never` for commands that need to be told what they are about. */
  readonly palette?: "never" | (string & {});
}

/** Set to true by the extension where a folder has DAG files and may be run. */
const READY = "millrace.isReady";
const SQL_EDITOR = "editorLangId == sql && millrace.isReady";

export const COMMANDS: readonly CommandContribution[] = [
  // Runs.
  { id: "millrace.runDag", title: "Run DAG", icon: "run", palette: READY },
  { id: "millrace.runTask", title: "Run Task", icon: "run", palette: READY },
  { id: "millrace.runTaskWithUpstream", title: "Run Task with Upstream", palette: READY },
  { id: "millrace.runTaskWithDownstream", title: "Run Task with Downstream", palette: READY },
  { id: "millrace.backfill", title: "Backfill…", icon: "history", palette: READY },
  { id: "millrace.retryFailed", title: "Retry Failed", icon: "debug-restart", palette: READY },
  { id: "millrace.clear", title: "Clear…", icon: "clear-all", palette: READY },
  { id: "millrace.cancel", title: "Cancel", icon: "stop-circle", palette: READY },
  { id: "millrace.pauseBackfill", title: "Pause Backfill", icon: "debug-pause", palette: READY },
  { id: "millrace.resumeBackfill", title: "Resume Backfill", icon: "debug-continue", palette: READY },
  { id: "millrace.pauseSchedule", title: "Pause Schedule", icon: "debug-pause", palette: READY },
  { id: "millrace.resumeSchedule", title: "Resume Schedule", icon: "play", palette: READY },
  // Looking.
  { id: "millrace.openGraph", title: "Open Graph", icon: "type-hierarchy", palette: READY },
  { id: "millrace.openLogs", title: "Open Logs", icon: "output", palette: READY },
  { id: "millrace.openSource", title: "Go to Definition", icon: "go-to-file", palette: "never" },
  { id: "millrace.showRunnerLog", title: "Show Runner Log", icon: "output" },
  { id: "millrace.refresh", title: "Refresh", icon: "refresh", palette: READY },
  { id: "millrace.loadMore", title: "Load More", palette: "never" },
  { id: "millrace.copyName", title: "Copy Name", icon: "copy", palette: "never" },
  // Checks.
  { id: "millrace.runChecks", title: "Run Checks", icon: "beaker", palette: READY },
  { id: "millrace.showFailingRows", title: "Show Failing Rows", icon: "table", palette: "never" },
  { id: "millrace.openCheckSql", title: "Open SQL of Check", icon: "database", palette: "never" },
  { id: "millrace.showCheckHistory", title: "Show Check History", icon: "graph-line", palette: "never" },
  // SQL.
  { id: "millrace.runStatement", title: "Run Statement", icon: "play", palette: SQL_EDITOR },
  { id: "millrace.runFile", title: "Run File", icon: "run-all", palette: SQL_EDITOR },
  {
    id: "millrace.cancelStatement",
    title: "Cancel Statement",
    icon: "stop-circle",
    palette: "millrace.isQueryRunning",
  },
  { id: "millrace.previewSql", title: "Preview Rendered SQL", icon: "open-preview", palette: READY },
  {
    id: "millrace.selectSqlContext",
    title: "Select Connection and Interval for SQL",
    icon: "plug",
    palette: SQL_EDITOR,
  },
  { id: "millrace.previewTable", title: "Preview Table", icon: "table", palette: "never" },
  { id: "millrace.newSql", title: "New SQL File", icon: "new-file", palette: READY },
  // Workspace.
  { id: "millrace.selectTarget", title: "Select Target", icon: "target", palette: READY },
  { id: "millrace.testConnection", title: "Test Connection", icon: "debug-disconnect", palette: READY },
  { id: "millrace.addConnection", title: "Add Connection…", icon: "add", palette: READY },
  { id: "millrace.setSecret", title: "Set Secret…", icon: "key", palette: READY },
  { id: "millrace.deleteSecret", title: "Delete Secret…", palette: READY },
  { id: "millrace.dockerUp", title: "Start Docker Postgres", icon: "vm-running", palette: READY },
  { id: "millrace.dockerDown", title: "Stop Docker Postgres", icon: "vm-outline", palette: READY },
  { id: "millrace.createSample", title: "Create Sparkify Sample" },
  { id: "millrace.newDag", title: "New DAG", icon: "add" },
  { id: "millrace.doctor", title: "Doctor", icon: "pulse", palette: READY },
  // Also where the runner never came up.
  {
    id: "millrace.restartRunner",
    title: "Restart Runner",
    icon: "debug-restart",
    palette: "millrace.hasDags",
  },
];
