import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { UserError } from "../../protocol/user-error.ts";
import { redactError } from "../../runner/secrets/redact-error.ts";
import { redactTexts } from "../../runner/secrets/redact-texts.ts";
import { createRedactor } from "../../runner/secrets/redactor.ts";

const redactor = createRedactor();
redactor.add("sparkify-pw");

describe("texts of plain data", () => {
  test("ids, names, parameters and rows stay, messages do not", () => {
    const value = {
      runId: "sparkify-pw__2026",
      dagId: "sparkify-pw",
      params: { note: "sparkify-pw" },
      checks: [
        {
          name: "sparkify-pw",
          message: "is sparkify-pw",
          failing: { columns: ["message"], rows: [["sparkify-pw"]] },
        },
      ],
      error: {
        code: "c",
        message: "no sparkify-pw",
        next: "sparkify-pw?",
        position: { file: "sparkify-pw.ts" },
      },
      notes: ["a", "sparkify-pw"],
      progress: { requestId: "sparkify-pw", line: "waits for sparkify-pw" },
      notices: [],
      reason: null,
      at: 1,
    };
    assert.deepEqual(redactTexts(value, redactor), {
      ...value,
      checks: [{ ...value.checks[0], message: "is ***" }],
      error: { code: "c", message: "no ***", next: "***?", position: { file: "sparkify-pw.ts" } },
      notes: ["a", "***"],
      progress: { requestId: "sparkify-pw", line: "waits for ***" },
    });
  });

  test("what has nothing to hide is the very same value", () => {
    const value = {
      message: "fine",
      rows: [["sparkify-pw"]],
      list: [{ note: "x" }],
      bytes: new Uint8Array(2),
    };
    assert.equal(redactTexts(value, redactor), value);
  });
});

describe("errors", () => {
  test("keep all but the secret", () => {
    const position = { file: "sparkify-pw.dag.ts", line: 1, column: 2 };
    const error = new UserError({
      code: "sql-error",
      message: "no sparkify-pw",
      next: "try sparkify-pw",
      position,
      retryable: true,
    });
    const clean = redactError(error, redactor);
    assert.ok(clean instanceof UserError);
    const { code, message, next, retryable } = clean;
    assert.deepEqual(
      { code, message, next, retryable, position: clean.position },
      { code: "sql-error", message: "no ***", next: "try ***", retryable: true, position },
    );
  });

  test("of a defect, also its stack", () => {
    const clean = redactError(new TypeError("sparkify-pw is not a function"), redactor);
    assert.equal(clean.message, "*** is not a function");
    assert.match(clean.stack ?? "", /^TypeError: \*\*\* is not a function\n {4}at /);
    assert.equal(redactError("sparkify-pw", redactor).message, "***");
  });
});
