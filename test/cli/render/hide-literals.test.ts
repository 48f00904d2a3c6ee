import assert from "node:assert/strict";
import { test } from "node:test";
import { codeFrame } from "../../../runner/cli/render/code-frame.ts";
import { maskLiterals, showMasked } from "../../../runner/cli/render/hide-literals.ts";
import { PLAIN_STYLE } from "../../../runner/cli/render/style.ts";

test("a line of source is shown without the secrets that were written into it", () => {
  const lines = [
    ['"w": { "password": "hunter\\"2", "host": "h" }', '"w": { "password": "***", "host": "h" }'],
    ['"accessKeyId" : "AKIA", "secretAccessKey":"x"', '"accessKeyId" : "***", "secretAccessKey":"***"'],
    ['"password": "no end', '"password": "***'],
    ["runTask({ password: 'a b', token: `c` })", "runTask({ password: '***', token: `***` })"],
    ['"url": "postgresql://u:hun:ter2@h/db"', '"url": "postgresql://u:***@h/db"'],
    ['"url": "postgresql://u@h:5432/db"', '"url": "postgresql://u@h:5432/db"'],
    ['"password": { "env": "PW" }', '"password": { "env": "PW" }'],
    [
      '"password": { "awsSecret": "prod/db", "key": "k" }',
      '"password": { "awsSecret": "prod/db", "key": "k" }',
    ],
    ['"password": { "value": "hunter2" }, "host": "h"', '"password": { "value": "***" }, "host": "h"'],
    ['"password": { "env": "PW", vaule: "no end', '"password": { "env": "PW", vaule: "***'],
    [
      '"credentials": { "secret": "x", "accessKeyId": { "env": "ID" }, "secretAccessKey": { "is": "x" } }',
      '"credentials": { "secret": "***", "accessKeyId": { "env": "ID" }, "secretAccessKey": { "is": "***" } }',
    ],
  ] as const;
  for (const [line, shown] of lines) assert.equal(showMasked(maskLiterals(line)), shown);
});

test("a code frame hides them wherever its caret is", () => {
  const line = '"password": { "env": "PW", "value": "hunter2" }';
  for (let column = 1; column <= line.length; column++) {
    const [source = "", caret = ""] = codeFrame(line, { file: "f", line: 1, column }, 80, PLAIN_STYLE);
    assert.match(source, /"\*\*\*+" \}$/, `column ${column}`);
    if (column <= line.indexOf("hunter2")) assert.equal(caret.indexOf("^"), column - 1 + "  1 | ".length);
  }
});
