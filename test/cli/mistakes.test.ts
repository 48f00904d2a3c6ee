import assert from "node:assert/strict";
import { test } from "node:test";
import { CLI_WORKSPACE, cliFolder, cliInProcess, widest } from "../helpers/cli.ts";

const folder = cliFolder(CLI_WORKSPACE);
const { run, json } = cliInProcess(folder);

const RANGE = ["--from", "2026-01-01", "--to", "2026-01-03"];

/** Commands that cannot be done as asked: the code for scripts, and words that a person reads. */
const MISTAKES: readonly (readonly [words: readonly string[], code: string, says: RegExp])[] = [
  [["lsit"], "bad-arguments", /Unknown command 'lsit' \(Did you mean list\?\)/],
  [["list", "--nope"], "bad-arguments", /Unknown option '--nope'.*\n.*`millrace list --help`/],
  [["run"], "bad-arguments", /Missing required argument 'dag'/],
  [["status", "letters", "more"], "bad-arguments", /Too many arguments/],
  [
    ["backfill", "letters", "--form", "2026-01-01", "--to", "2026-01-02"],
    "bad-arguments",
    /Unknown option '--form'\. Did you mean "--from"\?/,
  ],
  [["run", "letters", "--param"], "bad-arguments", /'--param <name=value...>' argument missing/],
  [["backfill", "letters", "--from", "2026-01-01"], "bad-arguments", /Required option '--to <date>'/],
  [
    ["backfill", "letters", ...RANGE, "--policy", "x"],
    "bad-arguments",
    /Allowed choices are missing, failed, all/,
  ],
  [["sql", "SELECT 1", "--format", "xml"], "bad-arguments", /Allowed choices are table, csv, json/],

  [["run", "leters"], "unknown-dag", /no DAG "leters".*Did you mean "letters"/],
  [["graph", "x"], "unknown-dag", /The DAGs here: letters, third_day/],
  [["run", "letters", "--task", "frist"], "unknown-task", /no task or group "frist"\. Did you mean "first"/],
  [["run", "letters", "--task", "+first+x"], "unknown-task", /"\+first\+x" is not a selection/],
  [["run", "letters", "--task", "first,"], "unknown-task", /has an empty part/],

  [["run", "letters", "--date", "yesterday"], "bad-date", /--date: "yesterday" is not a date/],
  [["run", "letters", "--date", "2026-02-30"], "bad-date", /that month has days 1 to 28/],
  [["run", "letters", "--date", "2025-12-31"], "outside-of-life", /before the startDate 2026-01-01/],
  [["run", "letters", "--date", "2026-02-01"], "outside-of-life", /not before the endDate 2026-02-01/],
  [["run", "letters", "--start", "2026-01-01"], "bad-interval", /--start and --end go together/],
  [["run", "letters", "--start", "2026-01-01", "--end", "2026-01-01"], "bad-interval", /is empty/],
  [["run", "letters", "--date", "2026-01-01", "--end", "2026-01-02"], "bad-interval", /without --date/],
  [["backfill", "letters", "--from", "x", "--to", "2026-01-01"], "bad-date", /--from: "x" is not a date/],
  [["backfill", "letters", "--from", "2026-01-01", "--to", "2026-1-1"], "bad-date", /--to: "2026-1-1"/],
  [["backfill", "letters", "--from", "2026-01-03", "--to", "2026-01-01"], "empty-range", /is empty/],
  [
    ["backfill", "letters", "--from", "2025-01-01", "--to", "2025-02-01"],
    "no-interval",
    /startDate 2026-01-01/,
  ],
  [["backfill", "by_hand", ...RANGE], "no-interval", /without a schedule.*`millrace run --date`/],
  [["backfill", "letters", ...RANGE, "--max-active-runs", "0"], "bad-number", /--max-active-runs: "0"/],
  [
    ["backfill", "letters", ...RANGE, "--max-active-runs", "1.5"],
    "bad-number",
    /not a whole number of 1 or more/,
  ],

  [["run", "letters", "--param", "word"], "bad-param", /"word" is not of the form name=value/],
  [["run", "letters", "--param", "wrd=x"], "bad-param", /no parameter "wrd"\. Did you mean "word"/],
  [["run", "letters", "--param", "times=1.5"], "bad-param", /times: "1\.5" is not of type integer/],
  [["run", "letters", "--param", "times="], "bad-param", /times: "" is not of type integer/],
  [["run", "letters", "--param", "ratio=much"], "bad-param", /ratio: "much" is not of type number/],
  [["run", "letters", "--param", "loud=yes"], "bad-param", /loud: "yes" is not of type boolean/],
  [["run", "letters", "--param", "size=medium"], "bad-param", /"medium" is not one of \["small","large"\]/],
  [["backfill", "retries", ...RANGE, "--param", "a=1"], "bad-param", /This DAG has no parameters/],

  [["status", "letters", "--limit", "0"], "bad-number", /--limit: "0"/],
  [["status", "letters", "--last"], "no-run", /letters has not run yet/],
  [["status", "letters", "--date", "2026-01-05"], "no-run", /letters has no run of the interval 2026-01-05/],
  [["status", "--last"], "no-dag", /choose a run of one DAG/],
  [["logs", "letters", "first"], "no-run", /`millrace run letters --date …` makes one/],
  [["logs", "letters", "first", "--try", "x"], "no-run", /has not run yet/],

  [["sql"], "no-statement", /either a statement or --file/],
  [["sql", "SELECT 1", "-f", "queries/bad.sql"], "no-statement", /either a statement or --file/],
  [["sql", " "], "no-statement", /The statement is empty/],
  [["sql", "-f", "none.sql"], "unreadable-file", /none\.sql cannot be read: there is no such file\./],
  [["sql", "SELECT '{{ ds }}'"], "no-interval", /Give --date/],
  [
    ["sql", "SELECT '{{ dz }}'", "--date", "2026-01-01"],
    "template-error",
    /column 12: There is no name "dz"/,
  ],
  [["sql", "SELECT 1", "--connection", "lake"], "unknown-connection", /no warehouse connection "lake"/],
  [["sql", "SELEC 1"], "sql-error", /syntax error at or near "SELEC" at line 1, column 1 of the SQL/],

  [["init"], "folder-not-empty", /is not empty: it has/],
  [["init", "new", "--sample", "--events", "12"], "bad-number", /from 1,000 to 100,000,000/],
  [["demo", "--events", "many"], "bad-number", /--events: "many"/],
];

for (const [words, code, says] of MISTAKES) {
  test(`millrace ${words.join(" ")}: ${code}`, async () => {
    const text = await run(words);
    assert.equal(text.code, 2);
    assert.equal(text.stdout, "");
    assert.match(text.stderr, /^error [^\n]*[.?)]\n( {2}[^\n]+\n)*$/, "what is wrong, and below what to do");
    assert.match(text.stderr, says);
    assert.doesNotMatch(text.stderr, /\n +at .*:\d+:\d+\)?\n/, "no stack trace");
    const { document } = await json(words);
    assert.deepEqual(Object.keys(document), ["error"]);
    assert.equal(document.error.code, code);
    assert.equal(typeof document.error.message, "string");
    assert.equal(document.error.retryable, false);
  });
}

test("an error in a SQL file tells the place in the file", async () => {
  const text = await run("sql -f queries/bad.sql");
  assert.match(
    text.stderr,
    /^error relation "nope" does not exist \(SQLSTATE 42P01\)\.\n {2}at queries\/bad\.sql:3:14\n/,
  );
  const { code, document } = await json("sql -f queries/bad.sql");
  assert.equal(code, 2);
  assert.deepEqual(document.error.position, { file: "queries/bad.sql", line: 3, column: 14 });
});

test("without a command there is the help, and with --json an error", async () => {
  const { code, stdout, stderr } = await run([]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^Usage: millrace/);
  const withJson = await run(["--json"]);
  assert.equal(withJson.code, 2);
  assert.equal(JSON.parse(withJson.stdout).error.code, "no-command");
});

test("help of every command fits 80 columns and is no error", async () => {
  const { code, stdout } = await run(["--help"], { width: 80 });
  assert.equal(code, 0);
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = ""]) => name);
  assert.ok(commands.includes("backfill"), stdout);
  for (const command of commands) {
    const help = await run([command, "--help"], { width: 80 });
    assert.equal(help.code, 0, command);
    assert.ok(widest(help.stdout) <= 80, help.stdout);
  }
});
