import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createRedactor } from "../../runner/secrets/redactor.ts";

/** The text when these secrets are known. */
function redacted(secrets: readonly string[], text: string): string {
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor.redact(text);
}

describe("the redactor", () => {
  test("knows a secret in the forms that URLs, JSON, SQL and headers give it", () => {
    const secret = `p@ss "w/rd" o'clock?`;
    const forms = [
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(secret).toLowerCase(),
      JSON.stringify(secret).slice(1, -1),
      secret.replace("'", "''"),
      Buffer.from(secret).toString("base64"),
      Buffer.from(secret).toString("base64url"),
    ];
    for (const form of forms) assert.equal(redacted([secret], `before ${form} after`), "before *** after");
  });

  test("leaves nothing of secrets that overlap or stand in each other", () => {
    assert.equal(redacted(["password", "password-2026"], "it is password-2026."), "it is ***.");
    assert.equal(redacted(["password-2026", "password"], "it is password-2026."), "it is ***.");
    assert.equal(redacted(["abcdefgh", "efghijkl"], "<abcdefghijkl>"), "<***>");
    assert.equal(redacted(["abcdefgh"], "abcdefghabcdefgh and abcdefgh"), "*** and ***");
  });

  test("hides a short one only as a whole word, and a very short or empty one never", () => {
    assert.equal(
      redacted(["student"], 'user "student" has no rights on studentdb, student_2 or student-3'),
      'user "***" has no rights on studentdb, student_2 or ***-3',
    );
    assert.equal(redacted(["pässt"], "erpässt pässt pässts"), "erpässt *** pässts");
    assert.equal(
      redacted(["", " ", "a", "ab", "***", "*****"], "a text of *** and a b ab"),
      "a text of *** and a b ab",
    );
  });

  test("knows the lines of a key that a log takes one by one, but not its frame", () => {
    const key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----\n";
    assert.equal(redacted([key], "-----BEGIN KEY-----"), "-----BEGIN KEY-----");
    assert.equal(redacted([key], "line MIIEvQIBADANBg here"), "line *** here");
    assert.equal(redacted([key], JSON.stringify({ key })), '{"key":"***"}');
    assert.equal(redacted([key], `it is ${key.trim()}`), "it is ***");
  });

  test("takes what regular expressions and templates mean as text", () => {
    assert.equal(redacted(["$&.*+?^{}()|[]\\"], "x $&.*+?^{}()|[]\\ y"), "x *** y");
  });

  test("lets the oldest go when it has very many, and keeps those that are asked for again", () => {
    const redactor = createRedactor();
    redactor.add("always-used");
    for (let n = 0; n < 2_000; n++) {
      redactor.add(`token-number-${n}`);
      redactor.add("always-used");
    }
    assert.equal(redactor.redact("always-used token-number-1999."), "*** ***.");
    assert.equal(redactor.redact("token-number-0."), "token-number-0.");
  });
});
