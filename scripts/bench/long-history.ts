import path from "node:path";
import { openSqliteStore } from "../../runner/state/sqlite-store.ts";
import type { BenchContext } from "./context.ts";
import type { Figure, Measured } from "./figure.ts";
import { runEvents } from "./history-events.ts";
import { emptyNode, millrace } from "./millrace.ts";
import { historyFile, makeWorkspace } from "./workspace.ts";

const GOAL_S = 0.3;
const TASKS = 12;
/** Runs that are stored in one transaction. */
const BATCH = 100;

/** The commands, and whether they have the goal. */
const COMMANDS: readonly { readonly args: readonly string[]; readonly hasGoal: boolean }[] = [
  { args: ["--version"], hasGoal: false },
  { args: ["status"], hasGoal: true },
  { args: ["list"], hasGoal: true },
  { args: ["status", "bench"], hasGoal: true },
  { args: ["status", "bench", "--last"], hasGoal: false },
];

/** Whole commands in a workspace that has run for a year. */
export async function longHistory(context: BenchContext): Promise<Measured> {
  const { sizes, say } = context;
  const workspace = await makeWorkspace(path.join(context.folder, "history"), { "bench.dag.ts": dagFile() });
  say(`b: making ${sizes.runs} runs of history`);
  fillHistory(workspace, context);
  const node: number[] = [];
  const samples = COMMANDS.map((): number[] => []);
  // The first round fills the caches of files and is not counted.
  for (let round = -1; round < sizes.commandRounds; round++) {
    if (round === 0) say(`b: ${sizes.commandRounds} rounds of commands`);
    const base = (await emptyNode(context)).seconds;
    if (round >= 0) node.push(base);
    for (const [index, { args }] of COMMANDS.entries()) {
      const { seconds } = await millrace(context, workspace, args);
      if (round >= 0) samples[index]?.push(seconds);
    }
  }
  const base = { name: "node -e 0", samples: node };
  const figures: Figure[] = [
    { what: "node -e 0", samples: node, unit: "s" },
    ...COMMANDS.map(({ args, hasGoal }, index): Figure => {
      const what = `millrace ${args.join(" ").replace("bench", "DAG")}`;
      return { what, samples: samples[index] ?? [], unit: "s", base, ...(hasGoal ? { goal: GOAL_S } : {}) };
    }),
  ];
  const runs = sizes.runs.toLocaleString("en-US");
  return { figures, notes: [`${runs} runs of ${TASKS} tasks in the history. ${NOTE}`] };
}

function fillHistory(workspace: string, { sizes, signal }: BenchContext): void {
  const store = openSqliteStore(historyFile(workspace));
  const run = { dagId: "bench", taskIds: Array.from({ length: TASKS }, (_, index) => `t${index}`) };
  try {
    for (let first = 0; first < sizes.runs; first += BATCH) {
      signal.throwIfAborted();
      const length = Math.min(BATCH, sizes.runs - first);
      store.append(Array.from({ length }, (_, index) => runEvents({ ...run, index: first + index })).flat());
    }
  } finally {
    store.close();
  }
}

function dagFile(): string {
  return `import { dag, runSql, type TaskHandle } from "millrace";
dag({ id: "bench", schedule: "@hourly", startDate: "2024-01-01" }, () => {
  let before: TaskHandle | undefined;
  for (let i = 0; i < ${TASKS}; i++) before = runSql(\`t\${i}\`, { ...(before && { after: before }), sql: "SELECT 1" });
});
`;
}

const NOTE =
  "Wall time of the whole process, from before its start to its end, without a terminal; the commands take turns with `node -e 0`, the start of an empty Node, which each ratio is to. All but --version read the workspace's DAG file anew.";
