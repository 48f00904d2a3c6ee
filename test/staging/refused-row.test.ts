import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../protocol/user-error.ts";
import { refusedRowNumber } from "../../runner/staging/refused-row.ts";

const CASES: readonly [string, number | undefined][] = [
  ["22P02", 7],
  ["22021", 7],
  ["23505", 7],
  ["23514", 7],
  ["54000", 7],
  ["P0001", 7],
  ["40P01", undefined],
  ["53100", undefined],
  ["55P03", undefined],
  ["57014", undefined],
  ["58030", undefined],
];

for (const [sqlState, expected] of CASES) {
  test(`SQLSTATE ${sqlState} while a row is copied is ${expected ? "" : "not "}the record's fault`, () => {
    const message = `The server's words (SQLSTATE ${sqlState}). Context: COPY st, line 7.`;
    const error = new UserError({ code: "sql-error", message, cause: { sqlState } });
    assert.equal(refusedRowNumber(error), expected);
  });
}
