export const VIEW_IDS = {
  pipelines: "millrace.pipelines",
  tables: "millrace.tables",
  runs: "millrace.runs",
  connections: "millrace.connections",
  results: "millrace.results",
} as const;

export const VIEW_CONTAINERS = {
  activitybar: [{ id: "millrace", title: "Millrace", icon: "extension/media/millrace.svg" }],
  panel: [{ id: "millrace-results", title: "Millrace Results", icon: "$(table)" }],
} as const;

export const VIEWS = {
  millrace: [
    {
      id: VIEW_IDS.pipelines,
      name: "Pipelines",
      icon: "$(type-hierarchy)",
      contextualTitle: "Millrace",
      initialSize: 3,
    },
    {
      id: VIEW_IDS.tables,
      name: "Tables & Checks",
      icon: "$(checklist)",
      when: "millrace.isReady",
      initialSize: 3,
    },
    { id: VIEW_IDS.runs, name: "Runs", icon: "$(history)", when: "millrace.isReady", initialSize: 2 },
    {
      id: VIEW_IDS.connections,
      name: "Connections",
      icon: "$(plug)",
      when: "millrace.isReady",
      initialSize: 2,
    },
  ],
  "millrace-results": [{ id: VIEW_IDS.results, name: "Results", type: "webview", icon: "$(table)" }],
} as const;

/** What a view says that has nothing to show. */
export const VIEWS_WELCOME = [
  {
    view: VIEW_IDS.pipelines,
    contents:
      "No DAG files (*.dag.ts) in this folder yet.\n[Create Sparkify Sample](command:millrace.createSample)\n[New DAG](command:millrace.newDag)",
    when: "!millrace.hasDags && !virtualWorkspace && isWorkspaceTrusted",
  },
  {
    view: VIEW_IDS.pipelines,
    contents:
      "This folder is not trusted, so Millrace runs nothing of it: DAG files are programs.\n[Manage Workspace Trust](command:workbench.trust.manage)",
    when: "!isWorkspaceTrusted",
  },
  {
    view: VIEW_IDS.pipelines,
    contents:
      "Millrace runs DAG files on this machine, and the files of this workspace are somewhere else. Open the folder from disk to run its pipelines.",
    when: "virtualWorkspace",
  },
  {
    view: VIEW_IDS.runs,
    contents: "No runs yet.\n[Run DAG](command:millrace.runDag)\n[Backfill…](command:millrace.backfill)",
    when: "millrace.hasDags",
  },
] as const;
