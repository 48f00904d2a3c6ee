import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { DEFAULT_CONFIG } from "../../runner/config/config.ts";
import { loadConfig, readConfig } from "../../runner/config/load-config.ts";

function problemsOf(text: string): readonly string[] {
  return readConfig(text).problems.map(
    ({ code, message, position }) => `${position?.line}:${position?.column} ${code}: ${message}`,
  );
}

describe("millrace.json", () => {
  test("without a file the defaults hold", async () => {
    const workspace = await mkdtemp(path.join(tmpdir(), "millrace-config-"));
    try {
      assert.deepEqual(loadConfig(workspace), { config: DEFAULT_CONFIG, problems: [] });
      await writeFile(path.join(workspace, "millrace.json"), '{ "parallelism": 4 }');
      assert.equal(loadConfig(workspace).config.parallelism, 4);
    } finally {
      await rm(workspace, { recursive: true });
    }
  });

  test("fills what is left out with defaults", () => {
    const text = `\ufeff{
      "$schema": "./schema.json",
      "connections": { "lake": { "type": "files", "path": "data" }, "other": { "type": "embedded" } },
      "pools": { "slow": 2 },
      "loader": { "timeout": "1.5s" }
    }`;
    assert.deepEqual(readConfig(text), {
      config: {
        connections: {
          warehouse: { type: "embedded" },
          lake: { type: "files", path: "data" },
          other: { type: "embedded" },
        },
        targets: {},
        pools: { slow: 2 },
        parallelism: 16,
        loader: { timeoutMs: 1500, memoryMb: 256 },
      },
      problems: [],
    });
  });

  test("reads targets, with what they leave out", () => {
    const text = `{
      "connections": { "prod_wh": { "type": "embedded", "database": "prod", "readOnly": true } },
      "targets": {
        "dev": {},
        "prod": { "description": "The real one.", "connections": { "warehouse": "prod_wh" }, "production": true }
      },
      "target": "dev"
    }`;
    const { config, problems } = readConfig(text);
    assert.deepEqual(problems, []);
    assert.deepEqual(config.connections["prod_wh"], { type: "embedded", database: "prod", readOnly: true });
    assert.deepEqual(config.targets, {
      dev: { name: "dev", connections: {}, production: false, readOnly: false },
      prod: {
        name: "prod",
        description: "The real one.",
        connections: { warehouse: "prod_wh" },
        production: true,
        readOnly: false,
      },
    });
    assert.equal(config.target, "dev");
  });

  test("a mistake leaves the settings beside it as they are: they say which target is meant", () => {
    const text = '{ "paralelism": 4, "pools": { "a": 0 }, "targets": { "dev": {} }, "target": "dev" }';
    const { config, problems } = readConfig(text);
    assert.equal(problems.length, 2);
    assert.deepEqual([config.target, Object.keys(config.targets), config.pools], ["dev", ["dev"], {}]);
  });

  const MISTAKES: readonly (readonly [text: string, ...problems: string[]])[] = [
    ["", "1:1 syntax-error: A value is expected here, not the end of the file."],
    ['{\n  "pools": {},\n}', "2:14 syntax-error: JSON has no comma after the last item."],
    [
      "{\n  // slots\n}",
      "2:3 syntax-error: A name in double quotes is expected here, not a comment, which JSON does not have.",
    ],
    ["{ 'pools': {} }", "1:3 syntax-error: A name in double quotes is expected here, not a single quote."],
    ['{ "pools" {} }', '1:11 syntax-error: A colon is expected here, not "{".'],
    ['{ "pools": { "a": 1 "b": 2 } }', '1:21 syntax-error: A comma or } is expected here, not "\\"".'],
    ['{ "pools": { "a": 01 } }', '1:20 syntax-error: A comma or } is expected here, not "1".'],
    [
      '{ "a": "\t" }',
      "1:8 syntax-error: This text holds a control character; write it as an escape such as \\t.",
    ],
    ["{} {}", '1:4 syntax-error: The file should end here, not go on with "{".'],
    ["[]", "1:1 bad-setting: millrace.json is a list, not an object."],
    [
      '{\n  "conections": {},\n  "parallelism": "4"\n}',
      '2:3 unknown-setting: "conections" is no setting of millrace.json. Did you mean "connections"?',
      '3:3 bad-setting: "parallelism" is the text "4", not a number.',
    ],
    [
      '{ "connections": {\n  "lake": { "type": "file" },\n  "l2": { "type": "files" },\n  "l3": { "type": "files", "pth": ".", "path": "." },\n  "4x": { "type": "embedded" }\n} }',
      '2:13 bad-setting: "connections.lake.type" is the text "file", not "embedded", "postgres", "files" or "s3".',
      '3:3 missing-setting: "connections.l2.path" is missing.',
      '4:28 unknown-setting: "connections.l3.pth" is no setting of "connections.l3". Did you mean "path"?',
      '5:3 bad-setting: "connections.4x": a connection\'s name takes letters, digits, - and _, starting with a letter.',
    ],
    [
      '{ "pools": { "a": 0 },\n  "loader": { "timeout": "5 s", "memoryMb": 1 } }',
      '1:14 bad-setting: "pools.a" is 0, not a number above 0.',
      '2:15 bad-setting: "loader.timeout": it must be a length of time such as 5s.',
      '2:33 bad-setting: "loader.memoryMb" is 1, not a number of at least 32.',
    ],
    [
      '{ "connections": {\n  "a": { "type": "embedded", "database": "template1" },\n  "b": { "type": "embedded", "databse": "x" },\n  "c": { "type": "files", "path": ".", "readOnly": true },\n  "d": { "type": "embedded", "readOnly": "yes" } } }',
      "2:30 bad-setting: \"connections.a.database\": a database's name takes letters, digits, - and _, starting with a letter, and is not one of the server's templates.",
      '3:30 unknown-setting: "connections.b.databse" is no setting of "connections.b". Did you mean "database"?',
      '4:40 unknown-setting: "connections.c.readOnly" is no setting of "connections.c".',
      '5:30 bad-setting: "connections.d.readOnly" is the text "yes", not true or false.',
    ],
    [
      '{ "targets": {\n  "Prod": {},\n  "dev": { "prodution": true },\n  "qa": { "connections": { "1st": "lake" } },\n  "ro": { "readOnly": 1, "connections": ["lake"] } } }',
      '2:3 bad-setting: "targets.Prod": a target\'s name takes lower-case letters, digits, - and _, starting with a letter.',
      '3:12 unknown-setting: "targets.dev.prodution" is no setting of "targets.dev". Did you mean "production"?',
      '4:28 bad-setting: "targets.qa.connections.1st": a connection\'s name takes letters, digits, - and _, starting with a letter.',
      '5:11 bad-setting: "targets.ro.readOnly" is 1, not true or false.',
      '5:26 bad-setting: "targets.ro.connections" is a list, not an object.',
    ],
    [
      '{ "target": "prd",\n  "connections": { "prod_wh": { "type": "embedded" } },\n  "targets": { "prod": { "connections": {\n    "warehouse": "prod_hw",\n    "lake": "prod_wh",\n    "songs": "lake" } },\n  "dev": { "connections": { "songs": "warehouse" } } } }',
      '1:3 unknown-target: "target" is "prd", which is no target. Did you mean "prod"?',
      '4:5 unknown-connection: "targets.prod.connections.warehouse" names "prod_hw", which is no connection. Did you mean "prod_wh"?',
      '5:5 wrong-connection: "targets.prod.connections.lake" names "prod_wh", which is a warehouse; "lake" stands for a lake elsewhere.',
      '7:29 wrong-connection: "targets.dev.connections.songs" names "warehouse", which is a warehouse; "songs" stands for a lake elsewhere.',
    ],
    [
      '{ "target": "constructor", "targets": { "dev": { "connections": { "lake": "toString" } } } }',
      '1:3 unknown-target: "target" is "constructor", which is no target.',
      '1:67 unknown-connection: "targets.dev.connections.lake" names "toString", which is no connection.',
    ],
    ['{ "target": "dev" }', '1:3 unknown-target: "target" is "dev", which is no target.'],
    [
      '{ "connections": {\n  "a": { "type": "postgres", "url": "postgresql://u@h/db?sslmod=require" },\n  "b": { "type": "postgres", "url": "mysql://h/db" },\n  "c": { "type": "postgres", "url": "postgresql://h:x/db?sslmode=full&schema=a&schema=b&pool=1" },\n  "d": { "type": "postgres", "host": "one,two" },\n  "e": { "type": "postgres", "url": "postgresql://h/db?sslmode=require&keepalives=1" } } }',
      '2:30 postgres-settings: The url of warehouse "a" has a parameter that Postgres does not know: sslmod.',
      '3:30 postgres-settings: The url of warehouse "b" does not begin with postgresql://.',
      '4:30 postgres-settings: The url of warehouse "c" has a parameter that Postgres does not know: schema.',
      '4:30 postgres-settings: The url of warehouse "c" has a parameter that Postgres does not know: pool.',
      '4:30 postgres-settings: Warehouse "c": port of the url is not a number between 1 and 65535.',
      '4:30 postgres-settings: Warehouse "c": sslmode of the url is none of disable, allow, prefer, require, verify-ca, verify-full.',
      '5:30 postgres-settings: Warehouse "d" has several hosts, which is not supported: loads belong to one server.',
    ],
    [
      '{ "connections": { "a": { "type": "postgres", "password": { "enf": "PW" } } } }',
      '1:47 bad-setting: "connections.a.password" has none of env, command, awsSecret, editor, which say where a secret is.',
    ],
    ['{ "pools": {},\n  "pools": {} }', '2:3 duplicate-setting: "pools" is set twice.'],
  ];
  for (const [text, ...expected] of MISTAKES) {
    test(`tells what is wrong with ${JSON.stringify(text)}`, () =>
      assert.deepEqual(problemsOf(text), expected));
  }
});
