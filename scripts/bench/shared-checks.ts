import path from "node:path";
import { embeddedPostgres } from "../../runner/connections/embedded/embedded-postgres.ts";
import type { BenchContext } from "./context.ts";
import { withClient } from "./csv.ts";
import type { Measured } from "./figure.ts";
import { millrace } from "./millrace.ts";
import { makeWorkspace } from "./workspace.ts";

const CHECKS = 100;
const CHECK_ALL = ["check", "bench", "--json"];

/** Many checks of one large table: what they cost together, one alone, and as statements of their own. */
export async function sharedChecks(context: BenchContext): Promise<Measured> {
  const { folder, sizes, say } = context;
  const workspace = await makeWorkspace(path.join(folder, "checks"), { "bench.dag.ts": DAG_FILE });
  const server = await embeddedPostgres({ folder: path.join(workspace, ".millrace", "postgres") });
  const took = { together: seconds(), alone: seconds(), apart: seconds(), scan: seconds() };
  try {
    say(`e: a table of ${sizes.checkedRows.toLocaleString("en-US")} rows`);
    await withClient(server.connection, (client) => client.query(createTable(sizes.checkedRows)));
    // Once unmeasured: so that the table is in memory as far as it fits, for all alike.
    const statements = statementsOf((await millrace(context, workspace, CHECK_ALL)).stdout);
    for (let round = 0; round < Math.min(sizes.rounds, MOST_ROUNDS); round++) {
      say(`e: ${CHECKS} checks, round ${round + 1} of ${Math.min(sizes.rounds, MOST_ROUNDS)}`);
      took.together.push((await millrace(context, workspace, CHECK_ALL)).seconds);
      took.alone.push((await millrace(context, workspace, [...CHECK_ALL, "--name", "c1 is there"])).seconds);
      took.scan.push(await timeOf(server.connection, ["SELECT count(*) FROM checked"]));
      took.apart.push(await timeOf(server.connection, statements));
    }
  } finally {
    await server.stop();
  }
  const base = { name: "one check", samples: took.alone };
  return {
    figures: [
      { what: `millrace check, ${CHECKS} checks of one table`, samples: took.together, unit: "s", base },
      { what: "  one of them", samples: took.alone, unit: "s" },
      { what: "  SELECT count(*) of the table", samples: took.scan, unit: "s", base },
      { what: `  the ${CHECKS} as statements of their own`, samples: took.apart, unit: "s", base },
    ],
    notes: [
      `${sizes.checkedRows.toLocaleString("en-US")} rows of twenty integers; five checks for each (notNull, range, acceptedValues, matches, rowCount with a condition), all of which hold. The commands are whole processes; the server runs already.`,
      "As statements of their own: what `millrace check --json` gives as each check's SQL, one after another on one connection. SELECT count(*) reads every row and computes nothing.",
    ],
  };
}

/** A hundred passes over a large table take minutes. */
const MOST_ROUNDS = 3;

function seconds(): number[] {
  return [];
}

async function timeOf(
  connection: Parameters<typeof withClient>[0],
  statements: readonly string[],
): Promise<number> {
  return withClient(connection, async (client) => {
    const begin = performance.now();
    for (const statement of statements) await client.query(statement);
    return (performance.now() - begin) / 1000;
  });
}

function statementsOf(document: string): readonly string[] {
  const { checks } = JSON.parse(document) as {
    checks: readonly { readonly outcome: string; readonly sql: string }[];
  };
  const passed = checks.filter(({ outcome }) => outcome === "pass").map(({ sql }) => sql);
  if (passed.length !== CHECKS) throw new Error(`${passed.length} of ${CHECKS} checks passed.`);
  return passed;
}

function createTable(rows: number): string {
  const columns = Array.from({ length: CHECKS / 5 }, (_, index) => `n % ${index + 2} AS c${index + 1}`);
  return `CREATE TABLE checked AS SELECT ${columns.join(", ")} FROM generate_series(1, ${rows}) AS n;
    ANALYZE checked`;
}

const DAG_FILE = `import { acceptedValues, dag, dataQuality, matches, notNull, range, rowCount } from "millrace";
dag({ id: "bench", schedule: "@daily", startDate: "2024-01-01" }, () => {
  const columns = Array.from({ length: ${CHECKS / 5} }, (_, index) => ({ column: \`c\${index + 1}\`, most: index + 1 }));
  dataQuality("checks", {
    checks: columns.flatMap(({ column, most }) => [
      notNull({ name: \`\${column} is there\`, table: "checked", columns: column }),
      range({ name: \`\${column} is in its range\`, table: "checked", column, min: 0, max: most }),
      acceptedValues({ name: \`\${column} is one of\`, table: "checked", column, values: Array.from({ length: most + 1 }, (_, n) => n) }),
      matches({ name: \`\${column} has digits\`, table: "checked", column: \`\${column}\`, regex: "^[0-9]+$" }),
      rowCount({ name: \`\${column} is 0 at times\`, table: "checked", where: \`\${column} = 0\`, min: 1 }),
    ]),
  });
});
`;
