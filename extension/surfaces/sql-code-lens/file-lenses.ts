import type { TaskView } from "../../../protocol/rpc/workspace.ts";
import { countText } from "../../../protocol/text/counted.ts";
import { formatDuration } from "../../../protocol/text/duration.ts";
import type { CommandSubject } from "../../subject.ts";

export interface FileLens {
  readonly title: string;
  readonly command: `millrace.${string}`;
  readonly subject: CommandSubject;
  readonly tooltip: string;
}

/** A task that uses the file. */
export interface LensTask {
  readonly folder: string;
  readonly dagId: string;
  readonly taskId: string;
  /** In the DAG's last run. */
  readonly last: { readonly task: TaskView; readonly label: string } | undefined;
}

/** For the first line of a SQL file that tasks use: run it, run what the cursor is at, see it rendered, how it went. */
export function fileLenses(tasks: readonly LensTask[]): readonly FileLens[] {
  return tasks.flatMap(({ folder, dagId, taskId, last }, index): readonly FileLens[] => {
    const subject: CommandSubject = { folder, dagId, taskId };
    return [
      {
        title: `$(run) Run ${dagId} · ${taskId}`,
        command: "millrace.runTask",
        subject,
        tooltip: "Run this task",
      },
      ...(index > 0
        ? []
        : [
            {
              title: "$(play) Run statement",
              command: "millrace.runStatement",
              subject: {},
              tooltip: "Run the statement at the cursor (Ctrl+Enter)",
            } as const,
          ]),
      {
        title: "$(open-preview) Preview rendered SQL",
        command: "millrace.previewSql",
        subject,
        tooltip: "This task's SQL as it is sent for an interval",
      },
      ...(last === undefined
        ? []
        : [
            {
              title: lastText(last),
              command: "millrace.openLogs",
              subject,
              tooltip: "Open the log of its last run",
            } as const,
          ]),
    ];
  });
}

/** `success · 2018-11-30 · 319 rows · 1.2 s` */
function lastText({ task, label }: { readonly task: TaskView; readonly label: string }): string {
  const rows = task.loads.reduce((sum, { inserted, updated }) => sum + inserted + updated, 0);
  const took = task.startedAt === null || task.endedAt === null ? null : task.endedAt - task.startedAt;
  return [
    task.state.replaceAll("_", " "),
    label,
    ...(task.loads.length > 0 ? [`${countText(rows)} ${rows === 1 ? "row" : "rows"}`] : []),
    ...(took === null ? [] : [formatDuration(took)]),
  ].join(" · ");
}
