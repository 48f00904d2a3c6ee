import type { TaskSpec } from "../../../protocol/dag.ts";
import type { DagView, TaskView } from "../../../protocol/rpc/workspace.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { STATE_MARKS } from "../../state-marks.ts";
import type { CommandSubject } from "../../subject.ts";
import { runText, taskText } from "../../text/run-texts.ts";

/** One lens of a line. Without a command it only says something. */
export interface Lens {
  /** Counted from 0. */
  readonly line: number;
  readonly title: string;
  readonly command?: `millrace.${string}`;
  /** What the command is about. */
  readonly subject?: CommandSubject;
  readonly tooltip?: string;
}

/** The lenses of one DAG file: above each DAG, and above each line where tasks begin. */
export function dagFileLenses(dags: readonly DagView[], file: string, folder: string): readonly Lens[] {
  return dags
    .filter(({ spec }) => spec.position.file === file)
    .flatMap((dag) => [...dagLenses(dag, folder), ...taskLenses(dag, file, folder)]);
}

function dagLenses({ spec, lastRun }: DagView, folder: string): readonly Lens[] {
  const line = spec.position.line - 1;
  const subject = { folder, dagId: spec.id };
  const state = lastRun === null ? undefined : lastRun.run;
  return [
    { line, title: "$(run) Run", command: "millrace.runDag", subject, tooltip: `Run ${spec.id}` },
    { line, title: "$(history) Backfill…", command: "millrace.backfill", subject },
    { line, title: "$(type-hierarchy) Graph", command: "millrace.openGraph", subject },
    state === undefined
      ? { line, title: "not run yet" }
      : {
          line,
          title: `${iconOf(state.shown)} ${runText(state)}`,
          command: "millrace.openGraph",
          subject: { ...subject, runId: state.runId },
          tooltip: "Show this run in the graph",
        },
  ];
}

/** Tasks that one line makes, in a loop, share its lenses. */
function taskLenses({ spec, lastRun }: DagView, file: string, folder: string): readonly Lens[] {
  const states = new Map(lastRun?.tasks.map((task) => [task.taskId, task]));
  const here = spec.tasks.filter(({ position }) => position.file === file);
  const byLine = Map.groupBy(here, ({ position }) => position.line - 1);
  return [...byLine].flatMap(([line, tasks]) => {
    const subject = { folder, dagId: spec.id };
    const known = tasks.flatMap(({ id }) => states.get(id) ?? []);
    const [only] = tasks;
    if (only !== undefined && tasks.length === 1) return oneTask(line, only, known[0], subject);
    return [
      {
        line,
        title: `$(run) Run one of ${counted(tasks.length, "task")}…`,
        command: "millrace.runTask",
        subject,
      },
      ...(known.length === 0 ? [] : [{ line, title: countsOf(known) }]),
    ];
  });
}

function oneTask(
  line: number,
  task: TaskSpec,
  last: TaskView | undefined,
  dag: CommandSubject,
): readonly Lens[] {
  const subject = { ...dag, taskId: task.id };
  return [
    {
      line,
      title: "$(run) Run",
      command: "millrace.runTask",
      subject,
      tooltip: `Run ${task.id} for the last run's interval`,
    },
    ...(last === undefined || last.state === "none"
      ? []
      : [
          {
            line,
            title: `${iconOf(last.state)} ${taskText(last)}`,
            command: "millrace.openLogs" as const,
            subject,
            tooltip: last.error?.message ?? "Open its log",
          },
        ]),
  ];
}

/** `✓ 3 ✗ 1` */
function countsOf(tasks: readonly TaskView[]): string {
  return [...Map.groupBy(tasks, ({ state }) => state)]
    .map(([state, alike]) => `${iconOf(state)} ${alike.length}`)
    .join(" ");
}

/** As titles write icons. */
function iconOf(state: keyof typeof STATE_MARKS): string {
  return `$(${STATE_MARKS[state].icon})`;
}
