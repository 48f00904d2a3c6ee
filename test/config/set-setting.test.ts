import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Json } from "../../protocol/json.ts";
import { parseLocatedJson } from "../../runner/config/located-json.ts";
import { withSetting } from "../../runner/config/set-setting.ts";

const PROD = { type: "postgres", host: "db.example.com", password: { editor: "prod.password" } };

interface Case {
  readonly name: string;
  readonly text: string;
  readonly path: readonly [string, ...string[]];
  readonly value: Json;
  readonly after: string | undefined;
}

const CASES: readonly Case[] = [
  {
    name: "after the last one, in the lines that its neighbours have",
    text: `{\n  "connections": {\n    "lake": { "type": "files",   "path": "data" }\n  },\n  "parallelism": 4\n}\n`,
    path: ["connections", "prod"],
    value: PROD,
    after: `{\n  "connections": {\n    "lake": { "type": "files",   "path": "data" },\n    "prod": {\n      "type": "postgres",\n      "host": "db.example.com",\n      "password": { "editor": "prod.password" }\n    }\n  },\n  "parallelism": 4\n}\n`,
  },
  {
    name: "a long one over several lines, indented as the file is",
    text: `{\n\t"connections": {\n\t\t"lake": {"type":"files","path":"data"}\n\t}\n}`,
    path: ["connections", "prod"],
    value: { ...PROD, sslmode: "verify-full", sslrootcert: "certificates/of/the/authority.pem" },
    after: `{\n\t"connections": {\n\t\t"lake": {"type":"files","path":"data"},\n\t\t"prod": {\n\t\t\t"type": "postgres",\n\t\t\t"host": "db.example.com",\n\t\t\t"password": { "editor": "prod.password" },\n\t\t\t"sslmode": "verify-full",\n\t\t\t"sslrootcert": "certificates/of/the/authority.pem"\n\t\t}\n\t}\n}`,
  },
  {
    name: "into an object without any",
    text: `{\n    "connections": {}\n}\n`,
    path: ["connections", "raw"],
    value: { type: "files", path: "raw" },
    after: `{\n    "connections": {\n        "raw": { "type": "files", "path": "raw" }\n    }\n}\n`,
  },
  {
    name: "with the objects on the way that are missing",
    text: `{\n  "parallelism": 4\n}\n`,
    path: ["targets", "prod", "connections", "warehouse"],
    value: "big",
    after: `{\n  "parallelism": 4,\n  "targets": { "prod": { "connections": { "warehouse": "big" } } }\n}\n`,
  },
  {
    name: "another value of one that is there",
    text: `{ "targets": { "prod": { "connections": { "warehouse": "small" } } } }`,
    path: ["targets", "prod", "connections", "warehouse"],
    value: "big",
    after: `{ "targets": { "prod": { "connections": { "warehouse": "big" } } } }`,
  },
  {
    name: "in a file of one line",
    text: `{ "connections": { "lake": { "type": "files", "path": "." } } }`,
    path: ["connections", "b"],
    value: { type: "embedded" },
    after: `{ "connections": { "lake": { "type": "files", "path": "." }, "b": { "type": "embedded" } } }`,
  },
  {
    name: "with the line ends that the file has",
    text: `{\r\n  "connections": {\r\n    "a": { "type": "embedded" }\r\n  }\r\n}\r\n`,
    path: ["connections", "b"],
    value: { type: "embedded" },
    after: `{\r\n  "connections": {\r\n    "a": { "type": "embedded" },\r\n    "b": { "type": "embedded" }\r\n  }\r\n}\r\n`,
  },
  {
    name: "a name that JSON has to escape",
    text: `{}`,
    path: ["pools", 'a "b"'],
    value: 2,
    after: `{\n  "pools": { "a \\"b\\"": 2 }\n}`,
  },
  {
    name: "not where something else than an object is",
    text: `{ "connections": [] }`,
    path: ["connections", "b"],
    value: 1,
    after: undefined,
  },
];

describe("a setting is put into millrace.json", () => {
  for (const { name, text, path, value, after } of CASES) {
    it(name, () => {
      const made = withSetting(text, path, value);
      assert.equal(made, after);
      if (made !== undefined) assert.equal(parseLocatedJson(made).ok, true);
    });
  }
});
