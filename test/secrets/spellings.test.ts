import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createRedactor } from "../../runner/secrets/redactor.ts";

/** One way to write a text within another, as programs do it. */
type Spelling = (text: string) => string;

const bytesOf = (text: string): readonly number[] => [...Buffer.from(text.toWellFormed())];
const percent = (text: string): string =>
  bytesOf(text)
    .map((byte) => `%${byte.toString(16).padStart(2, "0")}`)
    .join("");
const units = (text: string): string =>
  text
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

const url: Spelling = (text) => encodeURIComponent(text.toWellFormed());
const uri: Spelling = (text) => encodeURI(text.toWellFormed());
const form: Spelling = (text) => new URLSearchParams([["", text.toWellFormed()]]).toString().slice(1);
const lowerCase: Spelling = (text) => url(text).replaceAll(/%../g, (code) => code.toLowerCase());
const userinfo: Spelling = (text) => {
  const written = new URL("http://host/");
  written.password = text.toWellFormed();
  return written.password;
};
const json: Spelling = (text) => JSON.stringify(text).slice(1, -1);
const asciiJson: Spelling = (text) => json(text).replaceAll(/[^ -~]/g, units);
const htmlJson: Spelling = (text) => json(text).replaceAll(/[<>&']/g, units);
const html: Spelling = (text) =>
  text.replaceAll(
    /[<>&"']/g,
    (sign) => ({ "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" })[sign] ?? "&#39;",
  );
const numberedHtml: Spelling = (text) =>
  text.replaceAll(/[^\w]/gu, (sign) => `&#x${sign.codePointAt(0)?.toString(16)};`);
const sql: Spelling = (text) => text.replaceAll("'", "''");
const csv: Spelling = (text) => text.replaceAll('"', '""');
const shell: Spelling = (text) => text.replaceAll("'", "'\\''");
const otherShell: Spelling = (text) => text.replaceAll("'", `'"'"'`);
const inDoubleQuotes: Spelling = (text) => text.replaceAll(/["\\$`]/g, "\\$&");
const backslashes: Spelling = (text) => text.replaceAll(/[^\w\s]/gu, "\\$&");

const SPELLINGS: Readonly<Record<string, Spelling>> = {
  "as it is": (text) => text,
  url,
  uri,
  form,
  userinfo,
  "url in lower case": lowerCase,
  "url twice": (text) => url(url(text)),
  "url, each character": percent,
  json,
  "json twice": (text) => json(json(text)),
  "json three times": (text) => json(json(json(text))),
  "json of ASCII alone": asciiJson,
  "json of ASCII alone, twice": (text) => json(asciiJson(text)),
  "json for HTML": htmlJson,
  "json, each character": units,
  html,
  "html twice": (text) => html(html(text)),
  "html by numbers": numberedHtml,
  sql,
  csv,
  shell,
  "shell in json": (text) => json(shell(text)),
  "shell in another way": otherShell,
  "the other shell in json": (text) => json(otherShell(text)),
  "shell in double quotes": inDoubleQuotes,
  "shell with backslashes": backslashes,
  "sql in json": (text) => json(sql(text)),
  "json in a url": (text) => url(json(text)),
  "json in html": (text) => html(json(text)),
  "sql in a url": (text) => url(sql(text)),
  "url in json": (text) => json(url(text)),
};

const AWKWARD = [..."abzAZ0159_-.~:@/?#[]!$&'()*+,;=%\"\\ <>{}|^`\n\t\r\u00e9\u00df密😀\u0001"];
const MIXED = fc.constantFrom(...AWKWARD);

/** One that is hidden wherever it stands: not short, and no word of Millrace's own. */
const secretText = fc
  .string({ unit: MIXED, minLength: 4, maxLength: 40 })
  .filter((text) => text.length >= 8 && !/^[*\s]*$/.test(text));
/** Without what the mark is made of, so that it is known in what comes out. */
const around = fc.string({
  unit: fc.constantFrom(...AWKWARD.filter((sign) => sign !== "*"), ..."%25\\u'\"&#n"),
  maxLength: 12,
});

function redacted(secret: string, text: string): string {
  const redactor = createRedactor();
  redactor.add(secret);
  return redactor.redact(text);
}

/** The secret must be gone, and no more than some signs beside it. */
function assertHidden(secret: string, before: string, written: string, after: string): void {
  const clean = redacted(secret, `${before}${written}${after}`);
  const kept = clean.split("***");
  assert.ok(kept.length > 1, `${secret} is told: ${clean}`);
  assert.ok(!clean.includes(written), `${secret} is told: ${clean}`);
  // Whole: what is left is a part of the surroundings.
  assert.ok(before.startsWith(kept[0] ?? ""), `before ${secret}: ${clean}`);
  assert.ok(after.endsWith(kept.at(-1) ?? ""), `after ${secret}: ${clean}`);
}

describe("every spelling of a secret is hidden", () => {
  for (const [name, spell] of Object.entries(SPELLINGS))
    test(name, () => {
      fc.assert(
        fc.property(secretText, around, around, (secret, before, after) =>
          assertHidden(secret, before, spell(secret), after),
        ),
        { numRuns: 1_000 },
      );
    });

  test("only some characters encoded, in any of the ways that fit", () => {
    const ways: readonly Spelling[] = [
      (char) => char,
      (char) => percent(char).toUpperCase(),
      percent,
      (char) => url(percent(char)),
      units,
      (char) => `&#${char.codePointAt(0)};`,
    ];
    const choices = fc.array(fc.nat(ways.length - 1), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(secretText, choices, around, around, (secret, chosen, before, after) => {
        const written = [...secret].map((char, index) => (ways[chosen[index] ?? 0] ?? url)(char)).join("");
        assertHidden(secret, before, written, after);
      }),
      { numRuns: 5_000 },
    );
  });

  test("a short one, whatever its spelling, where no word goes on beside it", () => {
    const short = fc
      .string({ unit: MIXED, minLength: 3, maxLength: 7 })
      .filter((text) => /[a-z]/i.test(text));
    fc.assert(
      fc.property(short, fc.constantFrom(...Object.values(SPELLINGS)), (secret, spell) => {
        const written = spell(secret.trim());
        if (secret.trim().length < 3) return;
        assert.ok(!redacted(secret, `pw: ${written} .`).includes(written), written);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("base64", () => {
  const anything = fc.string({
    unit: fc.oneof(MIXED, fc.string({ minLength: 1, maxLength: 1 })),
    maxLength: 9,
  });

  test("of a text in which it begins anywhere has no bit of it left", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: MIXED, minLength: 5, maxLength: 40 }).filter((text) => !/^\s|\s$|^\*+$/.test(text)),
        anything,
        anything,
        fc.constantFrom<BufferEncoding>("base64", "base64url"),
        fc.constantFrom<Spelling>(
          (text) => text,
          url,
          json,
          (text) => text.replaceAll("/", "\\/"),
        ),
        (secret, user, more, encoding, spell) => {
          const bytes = Buffer.from(`${user}${secret}${more}`.toWellFormed());
          const from = Buffer.byteLength(user.toWellFormed());
          const to = from + Buffer.byteLength(secret.toWellFormed());
          const written = bytes.toString(encoding);
          // Of whole characters before it and after it there may be something left, and not of others.
          const before = written.slice(0, Math.floor((from * 8) / 6));
          const after = written.slice(Math.ceil((to * 8) / 6));
          const clean = redacted(secret, `Basic ${spell(written)}"`);
          const kept = clean.split("***");
          assert.ok(kept.length > 1, clean);
          assert.ok(`Basic ${spell(before)}`.startsWith(kept[0] ?? ""), clean);
          assert.ok(`${spell(after)}"`.endsWith(kept.at(-1) ?? ""), clean);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test("of a user's name and a password, as a header has it", () => {
    for (const user of ["", "u", "us", "loader", "a@b.example"])
      for (const secret of ["tr0ub4dor", "p@ss w/rd?>", "ünï密😀"]) {
        const header = `Authorization: Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
        assert.match(redacted(secret, header), /^Authorization: Basic [\w+/]*\*\*\*$/);
      }
  });
});

describe("what has no secret in it is not touched", () => {
  const signs = fc.constantFrom(...AWKWARD.filter((sign) => !/[59Z]/.test(sign)));

  test("a text that lacks one of its characters, in each spelling of that", () => {
    // Z is 5a in hexadecimal and 90 in decimal numbers.
    const secret = fc
      .tuple(
        fc.string({ unit: MIXED, maxLength: 20 }),
        fc.string({ unit: MIXED, minLength: 3, maxLength: 20 }),
      )
      .map(([left, right]) => `${left}Z9${right}`);
    const text = fc.array(fc.oneof(signs, fc.constantFrom("%2", "\\u00", "&#", "&quot;", "\\\\", "''")), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(secret, text, (known, parts) => {
        assert.equal(redacted(known, parts.join("")), parts.join(""));
      }),
      { numRuns: 5_000 },
    );
  });

  test("its beginning, its end, and it with another character inside", () => {
    const plain = fc.string({
      unit: fc.constantFrom(..."abcdefghijk%\\'\"& +@/"),
      minLength: 8,
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        plain.filter((text) => text === text.trim() && !/\\\\|''|""|%|^['"\\+ ]|['"\\+ ]$/.test(text)),
        fc.nat(28),
        (secret, place) => {
          const at = 1 + (place % (secret.length - 1));
          for (const text of [
            secret.slice(0, -1),
            secret.slice(1),
            `${secret.slice(0, at)}7${secret.slice(at)}`,
          ])
            assert.equal(redacted(secret, text), text);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe("text that would make a search slow", () => {
  for (const [name, part] of Object.entries({
    backslashes: "\\",
    quotes: "'",
    percents: "%25",
    entities: "&amp;",
    "its own first characters": "''\\\\%%a",
  }))
    test(`${name}, very many of them`, () => {
      const secret = `''''\\\\\\\\%%%%""""aaaa'\\'\\'\\%25%25&amp;&amp;`;
      const text = part.repeat(20_000);
      assert.equal(redacted(secret, text), text);
    });
});
