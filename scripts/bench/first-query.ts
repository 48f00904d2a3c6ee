import path from "node:path";
import { embeddedPostgres } from "../../runner/connections/embedded/embedded-postgres.ts";
import { copySample } from "../../runner/sample/copy-sample.ts";
import type { BenchContext } from "./context.ts";
import { withClient } from "./csv.ts";
import type { Measured } from "./figure.ts";
import { emptyNode, millrace } from "./millrace.ts";

const GOAL_NEW_S = 2;
const GOAL_EXISTING_S = 0.3;

/** From nothing to the first answer of the embedded server. */
export async function firstQuery(context: BenchContext): Promise<Measured> {
  const { folder, sizes, say } = context;
  const took = { node: seconds(), made: seconds(), existing: seconds(), joined: seconds() };
  const made: Split[] = [];
  const started: Split[] = [];
  const query = ["sql", "select 1"];
  for (let round = 0; round < sizes.rounds; round++) {
    say(`d: first query, round ${round + 1} of ${sizes.rounds}`);
    took.node.push((await emptyNode(context)).seconds);
    const workspace = path.join(folder, `workspace-${round}`);
    await copySample("empty", workspace);
    const postgres = path.join(workspace, ".millrace", "postgres");
    took.made.push((await millrace(context, workspace, query)).seconds);
    took.existing.push((await millrace(context, workspace, query)).seconds);
    started.push(await inProcess(postgres));
    const server = await embeddedPostgres({ folder: postgres });
    try {
      took.joined.push((await millrace(context, workspace, query)).seconds);
    } finally {
      await server.stop();
    }
    made.push(await inProcess(path.join(folder, `in-process-${round}`)));
  }
  const base = { name: "node -e 0", samples: took.node };
  return {
    figures: [
      { what: 'millrace sql "select 1", new folder', samples: took.made, unit: "s", goal: GOAL_NEW_S, base },
      {
        what: 'millrace sql "select 1", existing folder',
        samples: took.existing,
        unit: "s",
        goal: GOAL_EXISTING_S,
        base,
      },
      { what: "  the same with the server running", samples: took.joined, unit: "s", base },
      { what: "in one process: new server", samples: made.map(({ start }) => start), unit: "ms" },
      { what: "  existing server's start", samples: started.map(({ start }) => start), unit: "ms" },
      { what: "  connection and query", samples: started.map(({ answer }) => answer), unit: "ms" },
      { what: "  server's stop", samples: started.map(({ stop }) => stop), unit: "ms" },
    ],
    notes: NOTES,
  };
}

function seconds(): number[] {
  return [];
}

/** Milliseconds. */
interface Split {
  readonly start: number;
  readonly answer: number;
  readonly stop: number;
}

async function inProcess(folder: string): Promise<Split> {
  const begin = performance.now();
  const server = await embeddedPostgres({ folder });
  const started = performance.now();
  await withClient(server.connection, (client) => client.query("SELECT 1"));
  const answered = performance.now();
  await server.stop();
  return { start: started - begin, answer: answered - started, stop: performance.now() - answered };
}

const NOTES = [
  "Wall time of the whole process, its end included: the server of a command that found none running is stopped again before the process ends. The workspace is what `millrace init` makes, with its one DAG file; new, it has no `.millrace` yet, and the server's data are made first. Running means that another Millrace process keeps the server up meanwhile.",
  "In one process that is up already, the same in parts: making the server's data and starting it; starting it on data that are there; connecting and `SELECT 1`; stopping it.",
];
