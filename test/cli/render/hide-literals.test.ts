import assert from "node:assert/strict";
import { test } from "node:test";
import { hideLiterals } from "../../../runner/cli/render/hide-literals.ts";

test("a line of source is shown without the secrets that were written into it", () => {
  const lines = [
    ['"w": { "password": "hunter\\"2", "host": "h" }', '"w": { "password": "***", "host": "h" }'],
    ['"accessKeyId" : "AKIA", "secretAccessKey":"x"', '"accessKeyId" : "***", "secretAccessKey":"***"'],
    ['"password": "no end', '"password": "***"'],
    ["runTask({ password: 'a b', token: `c` })", "runTask({ password: '***', token: `***` })"],
    ['"url": "postgresql://u:hun:ter2@h/db"', '"url": "postgresql://u:***@h/db"'],
    ['"url": "postgresql://u@h:5432/db"', '"url": "postgresql://u@h:5432/db"'],
    ['"password": { "env": "PW" }', '"password": { "env": "PW" }'],
    [
      '"password": { "awsSecret": "prod/db", "key": "k" }',
      '"password": { "awsSecret": "prod/db", "key": "k" }',
    ],
  ] as const;
  for (const [line, shown] of lines) assert.equal(hideLiterals(line), shown);
});
