import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseKeyPattern, regexPattern, wildcardPattern } from "../../runner/staging/key-pattern.ts";

/** What Python's fnmatch.fnmatchcase says. */
const wildcards: readonly [pattern: string, key: string, matches: boolean][] = [
  ["a*", "a/b/c", true],
  ["*", ".hidden", true],
  ["*.json", "a/.b.json", true],
  ["*", "", true],
  ["a**b", "axxb", true],
  ["a*", "b", false],
  ["*/x", "/x", true],
  ["**/x", "x", false],
  ["a/*", "a", false],
  ["a/*", "a/", true],
  ["a?c", "a/c", true],
  ["a?c", "ac", false],
  ["?", "é", true],
  ["?", "😀", true],
  ["[abc]x", "bx", true],
  ["[a-c]x", "bx", true],
  ["[a-c]x", "dx", false],
  ["[!a]b", "cb", true],
  ["[!a]b", "ab", false],
  ["[!a]b", "/b", true],
  ["[!a]b", "!b", true],
  ["[^a]b", "^b", true],
  ["[^a]b", "cb", false],
  ["[]]", "]", true],
  ["[]a]b", "ab", true],
  ["[!]]b", "ab", true],
  ["[!]]b", "]b", false],
  ["[a-]x", "-x", true],
  ["[c-a]x", "bx", false],
  ["[[]x", "[x", true],
  ["[a", "[a", true],
  ["a[*]", "a*", true],
  ["a[*]", "ab", false],
  ["a\\*", "a\\xyz", true],
  ["a\\*", "a*", false],
  ["a{b,c}*", "a{b,c}", true],
  ["a{b,c}*", "ab", false],
  ["!a*", "!ab", true],
  ["+(a)*", "+(a)", true],
  ["(a)*", "(a)b", true],
  ["a|b*", "a|bc", true],
  ["./a*", "./a", true],
  ["./a*", "a", false],
  ["A*", "a", false],
  ["a*\n", "ab\n", true],
  ["a*c", "a\nc", true],
  ["$a^*", "$a^b", true],
];

for (const [pattern, key, matches] of wildcards) {
  test(`${JSON.stringify(pattern)} ${matches ? "matches" : "does not match"} ${JSON.stringify(key)}`, () => {
    const parsed = wildcardPattern(pattern);
    assert.ok(parsed.kind === "wildcard");
    assert.equal(parsed.matches(key), matches);
  });
}

const kinds: readonly [text: string, kind: string, prefix?: string][] = [
  ["a/b.json", "key"],
  ["a/", "prefix", "a/"],
  ["a/b*", "wildcard", "a/b"],
  ["*", "wildcard", ""],
  ["a/?", "wildcard", "a/"],
  ["a[1]/b", "wildcard", "a"],
  ["a*/", "wildcard", "a"],
];

for (const [text, kind, prefix] of kinds) {
  test(`${text} is read as a ${kind}`, () => {
    const pattern = parseKeyPattern(text);
    assert.equal(pattern.kind, kind);
    if (pattern.kind !== "key") assert.equal(pattern.prefix, prefix);
  });
}

const regexes: readonly [text: string, prefix: string, key: string, matches: boolean][] = [
  ["logs/\\d+\\.json", "logs/", "logs/12.json", true],
  ["logs/\\d+\\.json", "logs/", "logs/12.json.gz", false],
  ["logs/\\d+\\.json", "logs/", "old/logs/12.json", false],
  ["^logs/a$", "logs/a", "logs/a", true],
  ["ab?c", "a", "ac", true],
  ["ab*", "a", "a", true],
  ["ab{0}", "a", "a", true],
  ["ab+", "a", "abb", true],
  ["a|b", "", "b", true],
  ["a/(b|c)", "", "a/c", true],
  ["a\\.b\\/c", "a.b/c", "a.b/c", true],
  ["(?<day>\\d\\d)", "", "12", true],
  [".*", "", "a\nb", true],
];

for (const [text, prefix, key, matches] of regexes) {
  test(`the expression ${text} ${matches ? "matches" : "does not match"} ${JSON.stringify(key)}`, () => {
    const pattern = regexPattern(text);
    assert.ok(pattern.kind === "regex");
    assert.equal(pattern.prefix, prefix);
    assert.equal(pattern.matches(key), matches);
  });
}

test("a wrong expression is the user's error", () => {
  assert.throws(() => regexPattern("a("), { code: "bad-regex" });
});

test("whatever a pattern matches starts with its prefix", () => {
  const pieces = fc.array(fc.constantFrom("a", "b", "/", "*", "?", "[ab]", "[!a]", ".", "\\."), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(
      pieces,
      fc.string({ unit: fc.constantFrom("a", "b", "/", "."), maxLength: 6 }),
      (pattern, key) => {
        const parsed = wildcardPattern(pattern.join(""));
        assert.ok(parsed.kind === "wildcard");
        if (parsed.matches(key)) assert.ok(key.startsWith(parsed.prefix));
      },
    ),
    { numRuns: 2000 },
  );
});
