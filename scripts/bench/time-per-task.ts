import path from "node:path";
import type { BenchContext } from "./context.ts";
import type { Figure, Measured } from "./figure.ts";
import { millrace } from "./millrace.ts";
import { durationOf, makeWorkspace, readHistory, roundDate, succeededRun } from "./workspace.ts";

const GOAL_MS = 3;

/** Tasks that do nothing, by the operator that does it. */
const NOTHING: Readonly<Record<string, string>> = {
  runTask: "run: () => {}",
  s3KeySensor: 'keys: "there"',
};

const SHAPES = ["independent", "chain"] as const;

/** What one task costs beside its own work. */
export async function timePerTask(context: BenchContext): Promise<Measured> {
  const { folder, sizes, say } = context;
  const cases = SHAPES.flatMap((shape) => Object.keys(NOTHING).map((operator) => ({ shape, operator })));
  const samples = new Map<string, number[]>(cases.map(({ shape, operator }) => [`${shape} ${operator}`, []]));
  for (const { shape, operator } of cases)
    await makeWorkspace(path.join(folder, `${shape}-${operator}`), {
      "data/there": "",
      "bench.dag.ts": dagFile(shape, operator, sizes.tasks),
    });
  for (let round = 0; round < sizes.rounds; round++) {
    say(`a: ${sizes.tasks} tasks, round ${round + 1} of ${sizes.rounds}`);
    for (const { shape, operator } of cases) {
      const workspace = path.join(folder, `${shape}-${operator}`);
      const date = roundDate(round);
      await millrace(context, workspace, ["run", "bench", "--date", date]);
      const took = readHistory(workspace, (store) => durationOf(succeededRun(store, "bench", date)));
      samples.get(`${shape} ${operator}`)?.push(took / sizes.tasks);
    }
  }
  const figures = cases.map(({ shape, operator }): Figure => {
    const what = `${sizes.tasks.toLocaleString("en-US")} × ${operator}, ${shape === "chain" ? "a chain" : shape}`;
    return { what, samples: samples.get(`${shape} ${operator}`) ?? [], unit: "ms per task", goal: GOAL_MS };
  });
  return { figures, notes: NOTES };
}

function dagFile(shape: (typeof SHAPES)[number], operator: string, tasks: number): string {
  const after = shape === "chain" ? "...(before && { after: before }), " : "";
  return `import { dag, ${operator}, type TaskHandle } from "millrace";
dag({ id: "bench", schedule: "@daily", startDate: "2024-01-01" }, () => {
  let before: TaskHandle | undefined;
  for (let i = 0; i < ${tasks}; i++) before = ${operator}(\`t\${i}\`, { ${after}${NOTHING[operator]} });
});
`;
}

const NOTES = [
  "`millrace run` of one DAG of tasks that do nothing, 16 at a time (the default). From the run's start to its end by its history, divided by its tasks: decisions, events and their tables on disk, log files, the operator, and progress on standard output. Not in it: the start of the process and the reading of the DAG file.",
  "runTask calls an empty function of the DAG file in worker processes, whose start is in the figure. s3KeySensor finds its file at the first look, in the runner's own process.",
];
