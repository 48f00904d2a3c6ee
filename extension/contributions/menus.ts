import { VIEW_IDS } from "./views.ts";

export interface MenuItem {
  readonly command: `millrace.${string}`;
  readonly when: string;
  readonly group: string;
}

/** `view/item/context`: what a tree's row offers. `viewItem` is a set of words: `;dag;dag-open;named;`. */
const item = (command: MenuItem["command"], word: string, group: string): MenuItem => ({
  command,
  when: `view =~ /^millrace\\./ && viewItem =~ /;${word};/`,
  group,
});

export const MENUS: Readonly<Record<string, readonly MenuItem[]>> = {
  "view/title": [
    { command: "millrace.newDag", when: `view == ${VIEW_IDS.pipelines}`, group: "2_new@1" },
    { command: "millrace.refresh", when: `view == ${VIEW_IDS.pipelines}`, group: "navigation@9" },
    {
      command: "millrace.selectTarget",
      when: `view == ${VIEW_IDS.pipelines} && millrace.isReady`,
      group: "navigation@1",
    },
    { command: "millrace.runChecks", when: `view == ${VIEW_IDS.tables}`, group: "navigation@1" },
    { command: "millrace.backfill", when: `view == ${VIEW_IDS.runs}`, group: "navigation@1" },
    { command: "millrace.addConnection", when: `view == ${VIEW_IDS.connections}`, group: "navigation@1" },
    { command: "millrace.newSql", when: `view == ${VIEW_IDS.connections}`, group: "navigation@2" },
    { command: "millrace.doctor", when: `view == ${VIEW_IDS.connections}`, group: "navigation@3" },
    { command: "millrace.setSecret", when: `view == ${VIEW_IDS.connections}`, group: "2_secrets@1" },
    { command: "millrace.deleteSecret", when: `view == ${VIEW_IDS.connections}`, group: "2_secrets@2" },
    {
      command: "millrace.dockerUp",
      when: `view == ${VIEW_IDS.connections} && millrace.hasComposeFile`,
      group: "3_docker@1",
    },
    {
      command: "millrace.dockerDown",
      when: `view == ${VIEW_IDS.connections} && millrace.hasComposeFile`,
      group: "3_docker@2",
    },
  ],
  "view/item/context": [
    item("millrace.openGraph", "dag", "inline@1"),
    item("millrace.runDag", "dag", "inline@2"),
    item("millrace.backfill", "dag", "inline@3"),
    item("millrace.runDag", "dag", "1_run@1"),
    item("millrace.backfill", "dag", "1_run@2"),
    item("millrace.retryFailed", "dag", "1_run@3"),
    item("millrace.clear", "dag", "1_run@4"),
    item("millrace.cancel", "dag-open", "1_run@5"),
    item("millrace.runChecks", "dag", "2_check@1"),
    item("millrace.pauseSchedule", "dag-scheduled", "3_schedule@1"),
    item("millrace.resumeSchedule", "dag-paused", "3_schedule@1"),
    item("millrace.openGraph", "dag", "4_open@1"),
    item("millrace.openSource", "source", "4_open@2"),
    item("millrace.runTask", "task", "inline@1"),
    item("millrace.openLogs", "task", "inline@2"),
    item("millrace.runTask", "task", "1_run@1"),
    item("millrace.runTaskWithUpstream", "task", "1_run@2"),
    item("millrace.runTaskWithDownstream", "task", "1_run@3"),
    item("millrace.clear", "task", "1_run@4"),
    item("millrace.runChecks", "task-checks", "2_check@1"),
    item("millrace.openLogs", "task", "4_open@3"),
    item("millrace.previewSql", "task-sql", "4_open@4"),
    item("millrace.runChecks", "check", "inline@2"),
    item("millrace.showFailingRows", "check-rows", "inline@1"),
    item("millrace.runChecks", "check", "1_run@1"),
    item("millrace.showFailingRows", "check-rows", "2_check@1"),
    item("millrace.openCheckSql", "check-sql", "2_check@2"),
    item("millrace.showCheckHistory", "check", "2_check@3"),
    item("millrace.runChecks", "table", "inline@2"),
    item("millrace.previewTable", "relation", "inline@1"),
    item("millrace.previewTable", "relation", "2_table@1"),
    item("millrace.cancel", "run-open", "inline@2"),
    item("millrace.cancel", "run-open", "1_run@1"),
    item("millrace.retryFailed", "run-failed", "inline@1"),
    item("millrace.retryFailed", "run-failed", "1_run@2"),
    item("millrace.openLogs", "run", "inline@3"),
    item("millrace.openGraph", "run", "4_open@1"),
    item("millrace.openLogs", "run", "4_open@2"),
    item("millrace.clear", "run-ended", "1_run@3"),
    item("millrace.pauseBackfill", "backfill-running", "inline@1"),
    item("millrace.resumeBackfill", "backfill-resumable", "inline@1"),
    item("millrace.cancel", "backfill-open", "inline@2"),
    item("millrace.retryFailed", "backfill-failed", "inline@1"),
    item("millrace.pauseBackfill", "backfill-running", "1_run@1"),
    item("millrace.resumeBackfill", "backfill-resumable", "1_run@1"),
    item("millrace.retryFailed", "backfill-failed", "1_run@2"),
    item("millrace.cancel", "backfill-open", "1_run@3"),
    item("millrace.openLogs", "instance", "inline@1"),
    item("millrace.openLogs", "instance", "4_open@2"),
    item("millrace.clear", "instance-ended", "1_run@1"),
    item("millrace.testConnection", "connection", "inline@1"),
    item("millrace.testConnection", "connection", "1_run@1"),
    item("millrace.newSql", "warehouse", "2_sql@1"),
    ...["millrace.dockerUp", "millrace.dockerDown"].map((command, index) => ({
      command: command as MenuItem["command"],
      when: `view == ${VIEW_IDS.connections} && viewItem =~ /;postgres;/ && millrace.hasComposeFile`,
      group: `3_docker@${index + 1}`,
    })),
    item("millrace.copyName", "named", "9_copy@1"),
  ],
  "editor/title": [
    {
      command: "millrace.runStatement",
      when: "editorLangId == sql && millrace.isReady && !millrace.isQueryRunning",
      group: "navigation@1",
    },
    {
      command: "millrace.cancelStatement",
      when: "editorLangId == sql && millrace.isQueryRunning",
      group: "navigation@1",
    },
    {
      command: "millrace.openGraph",
      when: "resourceFilename =~ /\\.dag\\.ts$/ && millrace.isReady",
      group: "navigation@1",
    },
  ],
  "editor/context": [
    {
      command: "millrace.runStatement",
      when: "editorLangId == sql && millrace.isReady",
      group: "1_millrace@1",
    },
    { command: "millrace.runFile", when: "editorLangId == sql && millrace.isReady", group: "1_millrace@2" },
    {
      command: "millrace.previewSql",
      when: "editorLangId == sql && millrace.isReady",
      group: "1_millrace@3",
    },
  ],
};
