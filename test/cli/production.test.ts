import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { before, describe, test } from "node:test";
import { Command } from "commander";
import { COMMANDS } from "../../runner/cli/registry.ts";
import { cliFolder, cliInProcess, type Json, type Screen } from "../helpers/cli.ts";

const WORKSPACE = "test/fixtures/cli/targets";

/** Ways to call each command of the registry: what writes to the warehouse, and what only looks. */
const CALLS: Readonly<
  Record<string, { readonly writes?: readonly string[]; readonly reads?: readonly string[] }>
> = {
  init: { reads: ["init ."] },
  list: { reads: ["list"] },
  validate: { reads: ["validate"] },
  graph: { reads: ["graph days"] },
  run: { writes: ["run days --date 2026-01-01"] },
  backfill: {
    writes: ["backfill days --from 2026-01-01 --to 2026-01-03"],
    reads: ["backfill days --from 2026-01-01 --to 2026-01-03 --dry-run"],
  },
  retry: { writes: ["retry days"] },
  clear: { writes: ["clear days --task add"] },
  backfills: { reads: ["backfills"] },
  cancel: { reads: ["cancel days"] },
  pause: { reads: ["pause days"] },
  resume: { reads: ["resume days"] },
  scheduler: { writes: ["scheduler --once"], reads: ["scheduler --dry-run"] },
  check: { reads: ["check days"] },
  status: { reads: ["status", "status days"] },
  logs: { reads: ["logs days add"] },
  sql: {
    writes: [
      "sql CREATE|TABLE|t()",
      "sql DROP|SCHEMA|public|CASCADE",
      "sql SELECT|1;|CREATE|TABLE|t()",
      "sql DO|$$|BEGIN|CREATE|TABLE|t();|END|$$",
      "sql SELECT|set_config('default_transaction_read_only','off',false);COMMIT;CREATE|TABLE|t()",
      // Only the server knows what this does.
      "sql WITH|x|AS|(DELETE|FROM|pg_description|RETURNING|1)|SELECT|*|FROM|x",
      "sql SELECT|lo_create(0)",
      "sql SELECT|1|AS|a|INTO|t",
    ],
    reads: ["sql SELECT|count(*)|FROM|pg_class", "sql SHOW|transaction_read_only"],
  },
  tables: { reads: ["tables"] },
  connections: { reads: ["connections", "connections test prod_warehouse"] },
  lake: {
    writes: [
      "lake cp millrace.json lake:copy.json",
      "lake cp millrace.json old_days:",
      // By another name it is the same lake.
      "lake cp millrace.json ./data/copy.json",
    ],
    reads: ["lake ls", "lake ls lake:", "lake cp millrace.json lake: --dry-run"],
  },
  // It asks by itself before it removes data.
  docker: { reads: ["docker status"] },
  doctor: { writes: ["doctor --fix"], reads: ["doctor"] },
  completion: { reads: ["completion bash"] },
  demo: {},
};

/** Blanks part words, except those written as `|`. */
const words = (call: string): string[] => call.split(" ").map((word) => word.replaceAll("|", " "));

describe("every command of the registry", async () => {
  const folder = cliFolder(WORKSPACE);
  const { run, json, session } = cliInProcess(folder);
  const names = COMMANDS.map(({ define }) => define(new Command()).name());

  test("is known here: what it writes is guarded", () => {
    assert.deepEqual(names.toSorted(), Object.keys(CALLS).toSorted());
  });

  const refused = async (call: string, target: string): Promise<string | undefined> => {
    const { code, document } = await json([...words(call), "--target", target]);
    const error: string | undefined = document.error?.code;
    if (error !== undefined) assert.equal(code, 2, call);
    return error;
  };

  for (const name of names) {
    const { writes = [], reads = [] } = CALLS[name] ?? {};
    for (const call of writes) {
      test(`${call}: asks on a production target, and is refused where nobody can be asked`, async () => {
        assert.equal(await refused(call, "prod"), "production-target");
        const asked = await run([...words(call), "--target", "prod"], { isTTY: true, input: "no\n" });
        assert.equal(asked.code, 2);
        assert.match(asked.stdout, /Type its name to go on: /);
        assert.match(asked.stderr, /^error Nothing was done: the name prod was not typed\./);
      });
      test(`${call}: is refused on a read-only target`, async () => {
        assert.match(String(await refused(call, "look")), /^read-only(-target)?$/);
      });
    }
    for (const call of reads) {
      test(`${call}: never asks`, async () => {
        for (const target of ["prod", "look"])
          assert.doesNotMatch(String(await refused(call, target)), /^(production-target|read-only.*)$/);
      });
    }
  }

  test("after all of that nothing has happened", async () => {
    for (const target of ["prod", "look"]) {
      const wanted = { name: target, by: "--target" } as const;
      assert.deepEqual(session(wanted).history().runs({}), [], target);
      const { document } = await json(["sql", LEFT_BEHIND, "--target", target]);
      assert.deepEqual(document.results[0].rows, [["0", "0"]]);
    }
  });
});

/** Tables and schemas that are not the server's own. */
const LEFT_BEHIND = `SELECT
  (SELECT count(*) FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind = 'r' AND nspname !~ '^(pg_|information_schema)'),
  (SELECT count(*) FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public$)')`;

describe("a production target", () => {
  const folder = cliFolder(WORKSPACE);

  test("is written with --yes, wherever it stands", async () => {
    for (const call of [
      "--yes run days --date 2026-01-01 --target prod",
      "run days -y --date 2026-01-02 --target prod",
    ])
      assert.equal((await cliInProcess(folder).json(call)).code, 0, call);
    const { json } = cliInProcess(folder);
    const written = await json(["sql", "-y", "INSERT INTO days VALUES ('2020-01-01')", "--target", "prod"]);
    assert.equal(written.code, 0);
    const { document } = await json(["sql", "SELECT count(*) FROM days", "--target", "prod"]);
    assert.deepEqual(document.results[0].rows, [["3"]]);
  });

  const run = (input: string, call: string, screen: Screen = {}) =>
    cliInProcess(folder).run([...words(call), "--target", "prod"], { isTTY: true, input, ...screen });

  test("is written when its name is typed", async () => {
    const asked = /^prod is a production target \(The numbers that people see\)\. Type its name to go on: /m;
    const done = await run("prod\n", "sql CREATE|TABLE|typed()");
    assert.equal(done.code, 0);
    assert.match(done.stdout, asked);
    const ran = await run(" prod \n", "run days --date 2026-01-03");
    assert.equal(ran.code, 0);
    assert.match(ran.stdout, asked);
  });

  test("is not written when anything else is typed, or nothing, or nobody is there", async () => {
    for (const [input, screen, says] of [
      ["y\n", {}, /^error Nothing was done: the name prod was not typed\./],
      ["Prod\n", {}, /^error Nothing was done/],
      ["dev\nprod\n", {}, /^error Nothing was done/],
      ["", {}, /^error Nothing was done/],
      ["prod\n", { isTTY: false }, /^error prod is a production target, and nobody can be asked here/],
      ["prod\n", { env: { CI: "1" } }, /nobody can be asked here/],
    ] as const) {
      for (const call of ["sql CREATE|TABLE|never()", "run days --date 2026-01-20"]) {
        const { code, stderr } = await run(input, call, screen);
        assert.equal(code, 2, `${call}, ${JSON.stringify(input)}`);
        assert.match(stderr, says);
      }
    }
    const looked = cliInProcess(folder);
    const { document } = await looked.json(["sql", "SELECT to_regclass('never')", "--target", "prod"]);
    assert.deepEqual(document.results[0].rows, [[null]]);
    const status = await looked.json("status days --date 2026-01-20 --target prod");
    assert.equal(status.document.error.code, "no-run");
  });

  test("is asked for once by a command, and by each one anew", async () => {
    const both = cliInProcess(folder);
    const typed = { isTTY: true, input: "prod\n" };
    const first = await both.run("run days --date 2026-01-04 --target prod", typed);
    assert.equal(first.stdout.match(/Type its name/g)?.length, 1);
    assert.equal((await run("", "run days --date 2026-01-05")).code, 2);
  });
});

describe("a lake of a production target, on another target or on none", () => {
  const folder = cliFolder(WORKSPACE);
  const lakes = {
    shop: { type: "files", path: "dev" },
    shop_prod: { type: "files", path: "prod" },
    shop_shown: { type: "files", path: "shown" },
    both: { type: "files", path: "both" },
    everywhere: { type: "files", path: "everywhere" },
    frozen: { type: "files", path: "frozen" },
  };
  before(async () => {
    const targets = {
      dev: { connections: { shop: "shop", joint: "both" } },
      prod: {
        description: "What people see",
        connections: { shop: "shop_prod", joint: "both" },
        production: true,
      },
      look: { connections: { shop: "shop_shown" }, readOnly: true },
      past: { connections: { old: "frozen" }, production: true, readOnly: true },
    };
    const connections = { warehouse: { type: "embedded" }, ...lakes };
    await writeFile(path.join(folder.path, "millrace.json"), JSON.stringify({ connections, targets }));
  });
  const copy = (to: string, ...more: string[]): string[] => ["lake", "cp", "millrace.json", to, ...more];
  const isThere = (file: string): boolean => existsSync(path.join(folder.path, file));

  const REFUSED: readonly (readonly [to: string, on: string | undefined, code: string])[] = [
    ["shop_prod:", undefined, "production-target"],
    ["shop_prod:", "dev", "production-target"],
    ["shop_prod:", "look", "read-only-target"],
    // By another name it is the same lake.
    ["./prod/copy.json", "dev", "production-target"],
    ["lake:prod/copy.json", "dev", "production-target"],
    // Of dev too, but that is not what is worked on.
    ["both:", undefined, "production-target"],
    // As with --target past.
    ["frozen:", "dev", "read-only-target"],
  ];
  for (const [to, on, code] of REFUSED)
    test(`${to} on ${on ?? "no target"}: ${code}`, async () => {
      const target = on === undefined ? [] : ["--target", on];
      const refused = await cliInProcess(folder).json(copy(to, ...target));
      assert.deepEqual([refused.code, refused.document.error?.code], [2, code]);
      for (const { path: root } of Object.values(lakes)) assert.ok(!isThere(root), root);
    });

  test("a session does not write there either, if a command forgets to ask", async () => {
    const session = cliInProcess(folder).session();
    const address = { kind: "connection", name: "shop_prod" } as const;
    const { writer, close } = await session.openLake(address, "shop_prod");
    const about = { size: 1, lastModified: new Date(0) };
    await assert.rejects(writer.put("a", Readable.from([Buffer.from("1")]), about), {
      code: "production-target",
    });
    await close();
  });

  test("it says whose lake it is, and is written when the target's name is typed or --yes is given", async () => {
    const { document } = await cliInProcess(folder).json(copy("shop_prod:"));
    assert.equal(
      document.error.message,
      "shop_prod is a lake of the production target prod, and nobody can be asked here, so nothing was done.",
    );
    const typed = await cliInProcess(folder).run(copy("shop_prod:"), { isTTY: true, input: "prod\n" });
    assert.equal(typed.code, 0, typed.stderr);
    assert.match(
      typed.stdout,
      /^shop_prod is a lake of the production target prod \(What people see\)\. Type the target's name to go on: /m,
    );
    assert.ok(isThere("prod/millrace.json"));
    const other = await cliInProcess(folder).run(copy("both:"), { isTTY: true, input: "both\n" });
    assert.equal(other.code, 2);
    assert.equal((await cliInProcess(folder).json(copy("both:", "--yes"))).code, 0);
    assert.equal((await cliInProcess(folder).json(copy("frozen:", "--yes"))).code, 2);
  });

  for (const [to, on] of [
    ["shop:", "dev"],
    ["shop:", undefined],
    ["joint:b/", "dev"],
    ["both:c/", "dev"],
    ["everywhere:", undefined],
    ["everywhere:", "dev"],
    ["shop_shown:", "dev"],
    ["./elsewhere/", undefined],
  ] as const)
    test(`${to} on ${on ?? "no target"} asks nobody`, async () => {
      const target = on === undefined ? [] : ["--target", on];
      const { code, document } = await cliInProcess(folder).json(copy(to, "--force", ...target));
      assert.equal(code, 0, JSON.stringify(document));
    });

  test("reading it, and looking what would be copied, asks nobody", async () => {
    for (const call of [
      ["lake", "ls", "shop_prod:"],
      copy("shop_prod:", "--dry-run"),
      copy("both:", "--dry-run"),
    ])
      assert.equal((await cliInProcess(folder).json(call)).code, 0, call.join(" "));
  });
});

describe("a read-only target", () => {
  const folder = cliFolder(WORKSPACE);
  const { json } = cliInProcess(folder);

  test("is not written with --yes either", async () => {
    const refused = await json("run days --date 2026-01-01 --target look --yes");
    assert.deepEqual([refused.code, refused.document.error.code], [2, "read-only-target"]);
    // Its database is there only when somebody who may write has made it.
    const missing = await json(["sql", "SELECT 1", "--target", "look"]);
    assert.equal(missing.document.error.code, "no-database");
    await cliInProcess(folder).json("run days --date 2026-01-01 --target prod --yes");
    const drop = await json(["sql", "DROP TABLE days", "--target", "look", "--yes"]);
    assert.equal(drop.document.error.code, "read-only");
    assert.equal(
      drop.document.error.message,
      "The target look is read-only: DROP at line 1, column 1 of the SQL is refused.",
    );
  });

  test("is read: tables, checks, and a DAG's own templates", async () => {
    const tables = await json("tables --target look");
    assert.deepEqual(
      tables.document.tables.map(({ table, rows }: Json) => [table, rows]),
      [["days", 1]],
    );
    const checked = await json("check days --date 2026-01-01 --target look");
    assert.equal(checked.code, 0, JSON.stringify(checked.document));
    const query = ["sql", "SELECT count(*) FROM days WHERE day = '{{ ds }}'", "--dag", "days"];
    const { document } = await json([...query, "--date", "2026-01-01", "--target", "look"]);
    assert.deepEqual(document.results[0].rows, [["1"]]);
  });
});
