import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { cliFolder, cliInProcess, type Json, widest } from "../helpers/cli.ts";

const folder = cliFolder("test/fixtures/cli/targets");
const { run, json } = cliInProcess(folder);

test("are listed with where they go and what stands for them", async () => {
  const { code, stdout } = await run("connections", { width: 80 });
  assert.equal(code, 0);
  assert.equal(
    stdout,
    `connection      kind       where                         stands for
──────────────  ─────────  ────────────────────────────  ───────────────────────
warehouse       warehouse  embedded, database postgres
lake            lake       files, data
prod_warehouse  warehouse  embedded, database prod       warehouse on prod, look
never_made      warehouse  embedded, read-only, databa…
old_days        lake       files, data/days              days on dev, prod, look
`,
  );
  const { document } = await json("connections --target prod");
  assert.equal(document.target, "prod");
  assert.deepEqual(
    document.connections.find(({ name }: Json) => name === "old_days"),
    {
      name: "old_days",
      type: "files",
      kind: "lake",
      place: "data/days",
      readOnly: false,
      mappedBy: [
        { target: "dev", name: "days" },
        { target: "prod", name: "days" },
        { target: "look", name: "days" },
      ],
    },
  );
});

test("are tested step by step; one that fails makes the command fail, and tells what to do", async () => {
  const { code, stdout } = await run("connections test --all", { width: 80 });
  assert.equal(code, 1);
  assert.ok(widest(stdout) <= 80, stdout);
  assert.match(
    stdout,
    /^warehouse {2}embedded, database postgres\n {2}✓ configuration {2}of type embedded \(/,
  );
  assert.match(stdout, /\n {2}✓ make a table {3}allowed in schema public; undone \(/);
  assert.match(stdout, /\n {2}✗ database {7}The embedded server has no database never, and /);
  assert.match(stdout, /\n {2}» query {10}not reached\n/);
  assert.match(stdout, /\nold_days {2}files, data\/days\n/);
  assert.match(stdout, /\n1 of 5 connections does not work\n$/);

  const all = await json("connections test --all");
  assert.equal(all.code, 1);
  assert.deepEqual(
    all.document.connections.map(({ name, ok }: Json) => [name, ok]),
    [
      ["warehouse", true],
      ["lake", true],
      ["prod_warehouse", true],
      ["never_made", false],
      ["old_days", true],
    ],
  );
  const failed = all.document.connections[3].steps.find(({ outcome }: Json) => outcome === "failed");
  assert.deepEqual([failed.step, failed.error.code], ["database", "no-database"]);
  assert.deepEqual(all.document.leftOut, []);
});

test("are those of the target when none is named; what is left out is told", async () => {
  const without = await json("connections test");
  const names = ({ document }: Json) => document.connections.map(({ name }: Json) => name);
  assert.deepEqual(names(without), ["warehouse", "lake", "never_made"]);
  assert.deepEqual(without.document.leftOut, ["prod_warehouse", "old_days"]);
  // It is no target's, and does not work.
  assert.equal(without.code, 1);
  const { stdout } = await run("connections test --target prod");
  assert.match(
    stdout,
    /\n1 of 4 connections does not work\nwarehouse left out, not used on the target prod: --all or its name tests it\n$/,
  );
  const two = await json("connections test old_days lake");
  assert.deepEqual([two.code, names(two), two.document.leftOut], [0, ["old_days", "lake"], []]);
  assert.deepEqual(names(await json("connections list lake")), ["lake"]);
});

test("are tested once, however often they are named; a list has them all without being asked", async () => {
  const twice = await json("connections test lake lake");
  assert.deepEqual(
    twice.document.connections.map(({ name }: Json) => name),
    ["lake"],
  );
  const { code, document } = await json("connections list --all");
  assert.deepEqual([code, document.error.code], [2, "bad-arguments"]);
  assert.equal((await json("connections --all")).code, 2);
});

test("can be tested one at a time, by their own names", async () => {
  const one = await run("connections test lake");
  assert.equal(one.code, 0);
  assert.match(one.stdout, /\n {2}✓ list {11}1 object \(.*\)\n\nok 1 connection works\n$/);
  const { code, document } = await json("connections test prod_warehous");
  assert.deepEqual([code, document.error.code], [2, "unknown-connection"]);
  assert.match(document.error.message, /Did you mean "prod_warehouse"\?/);
});

test("no table is tried on a target that is not written without being asked", async () => {
  for (const [words, skipped] of [
    ["--target look", "the target look is read-only"],
    ["--target prod", "the target prod is a production one, and nobody has agreed to writing"],
  ] as const) {
    const { document } = await json(`connections test prod_warehouse ${words}`);
    const [step] = document.connections[0].steps.slice(-1);
    assert.deepEqual([step.step, step.outcome, step.found], ["make a table", "skipped", skipped]);
  }
  const agreed = await cliInProcess(folder).json("connections test prod_warehouse --target prod --yes");
  assert.equal(agreed.document.connections[0].steps.at(-1).outcome, "ok");
});

test("no secret is shown", async () => {
  const file = path.join(folder.path, ".millrace", "postgres", "credentials.json");
  const { password } = JSON.parse(await readFile(file, "utf8"));
  for (const words of ["connections", "connections test", "connections --json", "connections test --json"])
    assert.ok(!(await run(words)).stdout.includes(password), words);
});

const BROKEN: Readonly<Record<string, readonly [text: string, code: string, place: string]>> = {
  "a field that is not known": [
    '{\n  "connections": { "lake": { "type": "files", "pth": "data" } }\n}',
    "missing-setting",
    "2:20",
  ],
  "a number that is none": [
    '{\n  "connections": { "w": { "type": "postgres", "port": "abc" } }\n}',
    "bad-setting",
    "2:47",
  ],
  "a comma too many": ['{\n  "connections": {},,\n}', "syntax-error", "2:21"],
};

for (const [what, [text, expected, place]] of Object.entries(BROKEN)) {
  test(`${what} in millrace.json is told, and no connections that it has not`, async () => {
    await writeFile(path.join(folder.path, "millrace.json"), text);
    const { json, run } = cliInProcess(folder);
    const { code, document } = await json("connections");
    const { file, line, column } = document.error.position;
    assert.deepEqual(
      [code, document.error.code, `${file}:${line}:${column}`],
      [2, expected, `millrace.json:${place}`],
    );
    assert.deepEqual(Object.keys(document), ["error"]);
    for (const words of ["connections list", "connections test", "connections test lake"]) {
      const told = await run(words);
      assert.deepEqual([told.code, told.stdout], [2, ""], words);
      assert.ok(told.stderr.includes(`at millrace.json:${place}\n`), told.stderr);
    }
  });
}

test("one mistake in millrace.json is told, and that there are more", async () => {
  const text = '{ "connections": { "lake": { "type": "files", "path": "data" } }, "a": 1, "b": 2, "c": 3 }';
  await writeFile(path.join(folder.path, "millrace.json"), text);
  const { stderr } = await cliInProcess(folder).run("connections");
  assert.match(stderr, / There are 2 more\s+mistakes: `millrace validate` shows all\.\n$/);
});

test("a mistake in millrace.json is told, and not that it lacks what it has", async () => {
  const file = path.join(folder.path, "millrace.json");
  await writeFile(
    file,
    '{\n  "connections": { "far": { "type": "s3", "bucket": "b-1", "prefix": "raw" } }\n}',
  );
  const { json } = cliInProcess(folder);
  for (const words of ["connections test far", "lake ls", "lake ls far:"]) {
    const { code, document } = await json(words);
    assert.deepEqual([code, document.error.code, document.error.position.line], [2, "bad-setting", 2], words);
  }
});

test("a server is shown where variables and services lead now; a service that is not there by its name", async () => {
  const settings = {
    connections: {
      warehouse: { type: "postgres" },
      old: { type: "postgres", service: "nowhere", port: 5433 },
    },
  };
  await writeFile(path.join(folder.path, "millrace.json"), JSON.stringify(settings));
  await writeFile(
    path.join(folder.path, ".env"),
    "PGHOST=db.example.com\nPGDATABASE=shop\nPGSERVICEFILE=/none\n",
  );
  const { document } = await cliInProcess(folder).json("connections");
  await writeFile(path.join(folder.path, ".env"), "PGSERVICE=nos\nPGSERVICEFILE=/none\n");
  const { stdout } = await cliInProcess(folder).run("connections", { width: 120 });
  assert.match(stdout, /^warehouse .* postgres, service "nos" \(PGSERVICE\) is in no service file$/m);
  await writeFile(path.join(folder.path, ".env"), "PGPORT=none\n");
  const other = await cliInProcess(folder).json("connections");
  assert.equal(other.document.connections[0].place, "localhost (its settings cannot be read)");
  await rm(path.join(folder.path, ".env"));
  assert.deepEqual(
    document.connections.map(({ place }: Json) => place),
    ["db.example.com:5432/shop (PGHOST, PGDATABASE)", ".", 'service "nowhere" is in no service file'],
  );
});

test("where every one is another target's, nothing is tested, and the command fails", async () => {
  const settings = {
    connections: { warehouse: { type: "embedded" }, lake: { type: "files", path: "data" } },
    targets: { dev: { connections: { days: "lake" } }, prod: { connections: { shop: "warehouse" } } },
  };
  await writeFile(path.join(folder.path, "millrace.json"), JSON.stringify(settings));
  const { run, json } = cliInProcess(folder);
  const { code, stdout, stderr } = await run("connections test");
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(
    stderr,
    /Nothing was tested: no connection is used without a target \(warehouse, lake: on the targets prod, dev only\)\./,
  );
  assert.match(stderr, /--target.*--all/);
  assert.equal((await json("connections test")).document.error.code, "nothing-to-test");
  for (const [words, count] of [
    ["connections test --target dev", 1],
    ["connections test lake", 1],
    ["connections test --all", 2],
  ] as const) {
    const tested = await json(words);
    assert.deepEqual([tested.code, tested.document.connections.length], [0, count], words);
  }
});

test("one that only another target uses is named as such when it does not work", async () => {
  const file = path.join(folder.path, "millrace.json");
  const settings = {
    connections: { lake: { type: "files", path: "data" }, off: { type: "files", path: "nowhere" } },
    targets: { far: { connections: { lake: "off" } } },
  };
  await writeFile(file, JSON.stringify(settings));
  const { run } = cliInProcess(folder);
  const plain = await run("connections test");
  assert.equal(plain.code, 0);
  assert.match(
    plain.stdout,
    /\nok 2 connections work\noff left out, used on the target far only: --all or its name tests it\n$/,
  );
  const here = await run("connections test --all");
  assert.equal(here.code, 1);
  assert.match(here.stdout, /\n1 of 3 connections does not work: off, used on the target far only\n$/);
  assert.match(
    (await run("connections test --target far --all")).stdout,
    /\n1 of 3 connections does not work\n$/,
  );
  assert.match((await run("connections test off --target far")).stdout, /\n1 connection does not work\n$/);
});
