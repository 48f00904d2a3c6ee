import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { lockWorkspace } from "../../runner/state/workspace-lock.ts";
import { cliFolder, cliInProcess, type Json, widest } from "../helpers/cli.ts";

const folder = cliFolder("test/fixtures/cli/checks");
const { run, json, session } = cliInProcess(folder);

const ALL = [
  "orders were staged",
  "as many as before",
  "orders are there",
  "customers are known",
  "ids are unique",
  "astronauts pay",
  "prices add up",
];

/** The outcomes of the checks that a command line selects, by name. */
async function outcomes(words: readonly string[]): Promise<Record<string, string>> {
  const { document } = await json(["check", ...words]);
  return Object.fromEntries(document.checks.map(({ name, outcome }: Json) => [name, outcome]));
}

test("run: five outcomes; the run has them, and fails by those that are bad", async () => {
  for (const day of ["2026-01-01", "2026-01-02"]) await run(`run shop --date ${day}`);
  const { document } = await json("status shop --date 2026-01-02");
  const of = (task: string): Json => document.tasks.find(({ taskId }: Json) => taskId === task);
  assert.deepEqual(
    [document.state, of("quality").state, of("quality").error.code],
    ["failed", "failed", "checks-failed"],
  );
  const found = document.tasks.flatMap(({ checks }: Json) => checks);
  assert.deepEqual(
    found.map(({ name, outcome }: Json) => [name, outcome]),
    [
      ["orders were staged", "pass"],
      ["as many as before", "pass"],
      ["orders are there", "pass"],
      ["customers are known", "fail"],
      ["ids are unique", "warn"],
      ["astronauts pay", "skipped"],
      ["prices add up", "error"],
    ],
  );
  assert.deepEqual(found[3].failing.columns, ["id", "customer", "price", "day"]);
  assert.equal(found[3].failing.rows.length, 1);
  const { stdout } = await run("status shop --date 2026-01-02");
  for (const line of [
    "✓ orders are there  4 rows, expected at least 1 row",
    "✗ customers are known  NULL in 1 of 4 rows, expected no NULL in customer  shop.dag.ts:35",
    "! ids are unique  1 of 3 keys more than once, expected each id once  shop.dag.ts:36",
    "» astronauts pay  skipped, nothing to check (0 values, all accepted)",
    "? prices add up",
    "  millrace check shop --task quality --date 2026-01-02 --rows",
  ])
    assert.ok(stdout.includes(`\n${line}\n`), `${line}\n\n${stdout}`);
});

test("run: the last lines say how to look at the rows, of one check by its name", async () => {
  const { stdout } = await run("run shop --date 2026-01-03");
  assert.match(stdout, /\nNext:\n {2}millrace check shop --task quality --date 2026-01-03 --rows\n/);
  await writeFile(
    path.join(folder.path, "one.dag.ts"),
    `import { dag, dataQuality, rowCount, sql } from "millrace";
     dag({ id: "one", schedule: null, startDate: "2026-01-01" }, () => {
       dataQuality("quality", { checks: [rowCount({ name: "it's empty", table: "orders", equals: 0 })] });
     });
     dag({ id: "rows", schedule: null, startDate: "2026-01-01" }, () => {
       dataQuality("quality", { checks: [sql({ name: "it's empty", sql: "SELECT 1", noRows: true })] });
     });`,
  );
  const other = cliInProcess(folder);
  const one = await other.run("run one --date 2026-01-03");
  const rows = await other.run("run rows --date 2026-01-03");
  await rm(path.join(folder.path, "one.dag.ts"));
  assert.match(rows.stdout, /check rows --name 'it'\\''s empty' --date 2026-01-03 --rows\n/);
  assert.match(
    one.stdout,
    /check one --name 'it'\\''s empty' --history\n/,
    "a number of rows has none to show",
  );
  assert.match(one.stdout, /run one --date 2026-01-03 {2}# from its first task on/);
});

const SELECTIONS: readonly (readonly [words: readonly string[], names: readonly string[]])[] = [
  [[], ALL],
  [["--name", "prices add up"], ["prices add up"]],
  [
    ["--name", "prices add up", "--name", "*there"],
    ["orders are there", "prices add up"],
  ],
  [
    ["--name", "*order*"],
    ["orders were staged", "orders are there"],
  ],
  [["--table", "staging_orders"], ["orders were staged"]],
  [["--table", "orders"], ALL.slice(1, 6)],
  [
    ["--tag", "customers"],
    ["customers are known", "astronauts pay"],
  ],
  [["--task", "quality"], ALL.slice(2)],
  [["--task", "+load"], ALL.slice(0, 2)],
  [["--task", "quality", "--tag", "daily", "--name", "*unique"], ["ids are unique"]],
];

test("check: by name, pattern, table, tag and task", async () => {
  for (const [words, names] of SELECTIONS)
    assert.deepEqual(Object.keys(await outcomes(["shop", ...words])), names, words.join(" "));
});

test("check: without a DAG those of all, each for its own interval", async () => {
  const { document } = await json("check --tag daily");
  assert.deepEqual(
    document.checks.map(({ dag, name, runId }: Json) => [dag, name, runId !== null]),
    [
      ["prices", "nothing is free", false],
      ["shop", "orders are there", true],
      ["shop", "ids are unique", true],
    ],
  );
  const { stdout } = await run("check --tag daily");
  assert.match(
    stdout,
    /^prices .*\n\norders\n {2}✓ nothing is free.*\n\nshop 2026-01-03\n\norders\n {2}✓ orders are there/,
  );
});

const MISTAKES: readonly (readonly [words: string, code: string, message: RegExp, next: RegExp])[] = [
  [
    "shop --name prices",
    "unknown-check",
    /^There is no check "prices" here\. Did you mean "prices add up"\?$/,
    /^There are: orders were staged, /,
  ],
  [
    "shop --table order",
    "unknown-check",
    /no check of the table "order" here\. Did you mean "orders"\?/,
    /^There are: staging_orders, orders\.$/,
  ],
  [
    "shop --tag dayly",
    "unknown-check",
    /no check with the tag "dayly" here\. Did you mean "daily"\?/,
    /daily, customers/,
  ],
  ["shop --tag daily --table staging_orders", "unknown-check", /meets all/, /ask for less/],
  [
    "shop --task qualiti",
    "unknown-task",
    /There is no task or group "qualiti"\. Did you mean "quality"\?/,
    /./,
  ],
  ["shopp", "unknown-dag", /Did you mean "shop"\?/, /./],
  ["--task quality", "no-dag", /A selection of tasks is of one DAG, and none is named\./, /millrace check/],
  ["shop --date never", "bad-date", /never/, /./],
  ["shop --history --rows", "bad-arguments", /'--history' cannot be used with option '--rows'/, /--help/],
];

test("check: what no check meets is told with what was perhaps meant, and ends with 2", async () => {
  for (const [words, code, message, next] of MISTAKES) {
    const { code: exit, document } = await json(`check ${words}`);
    assert.deepEqual([exit, document.error.code], [2, code], words);
    assert.match(document.error.message, message);
    assert.match(document.error.next, next);
  }
});

const PASS = "orders are there";
const WARN = "ids are unique";
const FAIL = "customers are known";
const ERROR = "prices add up";
const SKIPPED = "astronauts pay";

const EXITS: readonly (readonly [names: readonly string[], failOn: string | undefined, code: number])[] = [
  [[PASS], undefined, 0],
  [[PASS, SKIPPED], undefined, 0],
  [[PASS, WARN, SKIPPED], undefined, 0],
  [[FAIL], undefined, 1],
  [[FAIL, ERROR, WARN], undefined, 1],
  [[ERROR, WARN, PASS], undefined, 3],
  [[PASS], "warn", 0],
  [[PASS], "skipped", 0],
  [[WARN, SKIPPED], "warn", 4],
  [[WARN, SKIPPED], "skipped", 4],
  [[SKIPPED], "warn", 0],
  [[SKIPPED, PASS], "skipped", 5],
  [[ERROR, WARN], "warn", 3],
  [[FAIL, WARN], "warn", 1],
];

test("check: the exit code tells the five outcomes apart when it is asked to", async () => {
  for (const [names, failOn, expected] of EXITS) {
    const words = names.flatMap((name) => ["--name", name]);
    const { code } = await run([
      "check",
      "shop",
      ...words,
      ...(failOn === undefined ? [] : ["--fail-on", failOn]),
    ]);
    assert.equal(code, expected, `${names.join(", ")} --fail-on ${failOn}`);
  }
});

test("check: the interval is the newest that has run, or the one of --date", async () => {
  const newest = await json(["check", "shop", "--name", PASS]);
  assert.equal(newest.document.checks[0].interval.start, "2026-01-03T00:00:00.000Z");
  const { document } = await json(["check", "shop", "--name", PASS, "--date", "2026-01-20"]);
  const [only] = document.checks;
  assert.deepEqual(
    [only.interval.start, only.outcome, only.observed],
    ["2026-01-20T00:00:00.000Z", "fail", "0 rows"],
  );
  assert.equal(only.runId, null);
});

test("check: a staging table is there while its run has not succeeded, and after that its check is skipped", async () => {
  assert.deepEqual(await outcomes(["shop", "--name", "orders were staged"]), {
    "orders were staged": "pass",
  });
  const [never] = (await json(["check", "shop", "--name", "orders were staged", "--date", "2026-01-20"]))
    .document.checks;
  assert.deepEqual(
    [never.outcome, never.message],
    [
      "skipped",
      "orders were staged: skipped, staging_orders is a staging table, which a run has only until it has succeeded",
    ],
  );
});

test("check --json: everything of each check, and how many there are of each outcome", async () => {
  const { code, document } = await json("check shop --date 2026-01-02");
  assert.equal(code, 1);
  assert.deepEqual(document.counts, { pass: 3, warn: 1, fail: 1, error: 1, skipped: 1 });
  assert.deepEqual(document.broken, []);
  const { at, sql, failing, ...rest } = document.checks[3];
  assert.equal(typeof at, "number");
  assert.match(sql, /"customer" IS NULL/);
  assert.deepEqual([failing.columns[1], failing.rows.length, failing.isCut], ["customer", 1, false]);
  assert.deepEqual(rest, {
    ...{ dag: "shop", task: "quality", runId: "shop__manual__2026-01-02T00:00:00+00:00" },
    interval: { start: "2026-01-02T00:00:00.000Z", end: "2026-01-03T00:00:00.000Z" },
    ...{ name: FAIL, kind: "notNull", tables: ["orders"], tags: ["customers"] },
    severity: { error: { count: 0 } },
    position: { file: "shop.dag.ts", line: 35, column: 7 },
    ...{ outcome: "fail", observed: rest.observed, expected: "no NULL in customer", message: rest.message },
    ...{ value: rest.failed, failed: rest.failed, of: rest.of },
  });
  const { outcome, value, failed, of, sql: none, failing: noRows } = document.checks[6];
  assert.deepEqual(
    [outcome, value, failed, of, noRows, typeof none],
    ["error", null, null, null, null, "string"],
  );
});

const ROWS: Readonly<Record<number, string>> = {
  120: `shop 2026-01-01

orders
  ✗ customers are known  NULL in 1 of 4 rows, expected no NULL in customer  shop.dag.ts:35

    1 failing row:
    id  customer  price  day
    ──  ────────  ─────  ──────────
     3  NULL         12  2026-01-01

1 check: 1 failed
`,
  80: `shop 2026-01-01

orders
  ✗ customers are known  NULL in 1 of 4 rows, expected no NULL in customer
    shop.dag.ts:35

    1 failing row:
    id  customer  price  day
    ──  ────────  ─────  ──────────
     3  NULL         12  2026-01-01

1 check: 1 failed
`,
  30: `shop 2026-01-01

orders
  ✗ customers are known
    NULL in 1 of 4 rows,
    expected no NULL in
    customer
    shop.dag.ts:35

    1 failing row:
    ── row 1
    id        3
    customer  NULL
    price     12
    day       2026-01-01

1 check: 1 failed
`,
};

test("check --rows: the rows that break a rule, as wide as the terminal", async () => {
  const words = ["check", "shop", "--name", FAIL, "--date", "2026-01-01"];
  for (const [width, expected] of Object.entries(ROWS)) {
    const { stdout } = await run([...words, "--rows"], { width: Number(width), isTTY: true });
    assert.equal(stdout, expected);
    assert.ok(widest(stdout) <= Number(width));
  }
  const { stdout } = await run(words);
  assert.match(stdout, /\n--rows shows the rows that break a rule\n$/);
});

test("check --dry-run: which checks there are and where, and nothing is evaluated", async () => {
  const evaluated = () => session().history().events(0, 1_000_000).length;
  const before = evaluated();
  const { code, stdout } = await run("check shop --tag daily --dry-run");
  assert.equal(code, 0);
  assert.equal(
    stdout,
    [
      "check             table   severity  task          defined",
      "────────────────  ──────  ────────  ────────────  ──────────────",
      "orders are there  orders  error     shop.quality  shop.dag.ts:34",
      "ids are unique    orders  warn      shop.quality  shop.dag.ts:36",
      "",
      "2 checks",
      "",
    ].join("\n"),
  );
  const { document } = await json("check shop --tag daily --dry-run");
  assert.deepEqual(
    document.checks.map(({ name, tags }: Json) => [name, tags]),
    [
      [PASS, ["daily"]],
      [WARN, ["daily"]],
    ],
  );
  assert.equal(evaluated(), before);
});

test("check --history: outcome and observed value of each interval, newest first", async () => {
  const words = ["check", "shop", "--history", "--name", "as many*"];
  const { document } = await json(words);
  const [only] = document.checks;
  assert.deepEqual([only.dag, only.task, only.name], ["shop", "load", "as many as before"]);
  const told = only.history.map(({ interval, outcome, value }: Json) => [
    interval.start.slice(8, 10),
    outcome,
    value,
  ]);
  assert.deepEqual(told.slice(-2), [
    ["02", "pass", 4],
    ["01", "skipped", 4],
  ]);
  const { stdout } = await run([...words, "--limit", "1"]);
  assert.equal(stdout.split("\n").filter((line) => line.startsWith("2026-01-")).length, 1);
  await run(["check", "shop", "--name", "as many*", "--date", "2026-01-30"]);
  const again = (await json([...words, "--limit", "1"])).document.checks[0].history;
  assert.deepEqual(
    [again[0].interval.start.slice(0, 10), again[0].isAlone, again[0].runId],
    ["2026-01-30", true, null],
  );
  const none = await run("check prices --history");
  assert.match(none.stdout, /^nothing is free {2}prices\.quality\n/);
});

test("check --junit: the report that CI servers read", async () => {
  const { code } = await run("check shop --date 2026-01-02 --junit out/report.xml");
  assert.equal(code, 1);
  const report = await readFile(path.join(folder.path, "out/report.xml"), "utf8");
  assert.match(
    report,
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="millrace" tests="7" failures="1" errors="1" skipped="1">\n/,
  );
  assert.match(
    report,
    /<testsuite name="shop\.quality 2026-01-02" tests="5" failures="1" errors="1" skipped="1" /,
  );
  assert.match(
    report,
    /<testcase name="customers are known" classname="shop\.quality" file="shop\.dag\.ts" line="35">/,
  );
  assert.match(report, /id \| customer \| price \| day\n3 \| NULL \| 12 \| 2026-01-02</);
  const unwritable = await json("check shop --junit shop.dag.ts/report.xml");
  assert.deepEqual([unwritable.code, unwritable.document.error.code], [2, "unwritable-report"]);
});

test("check: while another process runs tasks, and no run is touched", async () => {
  const runs = () => JSON.stringify(session().history().runs({}));
  const before = runs();
  const lock = lockWorkspace(path.join(folder.path, ".millrace"), "run shop", Date.now());
  try {
    assert.deepEqual(await outcomes(["shop", "--name", PASS]), { [PASS]: "pass" });
  } finally {
    lock.release();
  }
  assert.equal(runs(), before);
});

test("check: DAGs with problems are left out, and that is told", async () => {
  await writeFile(
    path.join(folder.path, "broken.dag.ts"),
    'import { dag } from "millrace";\ndag({ id: "broken", schedule: "never" }, () => {});\n',
  );
  const other = cliInProcess(folder);
  const { stdout } = await other.run("check --tag daily");
  const { document } = await other.json("check --tag daily");
  await rm(path.join(folder.path, "broken.dag.ts"));
  assert.match(stdout, /\n1 DAG with problems left out: `millrace validate` shows them\n/);
  assert.deepEqual(document.broken, ["broken"]);
});
