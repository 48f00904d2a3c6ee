import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileNameProblem } from "../../runner/connections/files/file-names.ts";
import type { LakeObject } from "../../runner/connections/lake.ts";
import { destinationOf, keptPart } from "../../runner/lakes/destination.ts";
import { type CopyRules, planCopy } from "../../runner/lakes/plan.ts";
import type { Source } from "../../runner/lakes/source.ts";

/** `key`, `key size`, `key size day` */
function objects(...texts: readonly string[]): LakeObject[] {
  return texts.map((text) => {
    const [key = "", size = "1", day = "10"] = text.split("|");
    return { key, size: Number(size), etag: "e", lastModified: new Date(Date.UTC(2018, 10, Number(day))) };
  });
}

async function* listed(all: readonly LakeObject[]): AsyncGenerator<LakeObject> {
  yield* all;
}

async function plan(
  source: readonly string[],
  there: readonly string[],
  rules: Partial<CopyRules> = {},
): Promise<string[]> {
  const decisions = planCopy(listed(objects(...source)), listed(objects(...there)), {
    keyOf: ({ key }) => key,
    isWanted: () => true,
    force: false,
    keyProblem: () => undefined,
    keysAreFiles: false,
    foldsCase: async () => false,
    ...rules,
  });
  const texts: string[] = [];
  for await (const decision of decisions) {
    if (decision.kind === "copy") texts.push(`${decision.object.key} → ${decision.key}: ${decision.reason}`);
    else if (decision.kind === "impossible") texts.push(`${decision.key}: ${decision.problem}`);
    else texts.push(decision.kind === "there" ? `${decision.object.key} there` : decision.kind);
  }
  return texts;
}

describe("what is copied", () => {
  const cases: readonly {
    readonly name: string;
    readonly source: readonly string[];
    readonly there?: readonly string[];
    readonly rules?: Partial<CopyRules>;
    readonly expected: readonly string[];
  }[] = [
    { name: "what is not there", source: ["a", "b"], there: ["b"], expected: ["a → a: new", "b there"] },
    {
      name: "what has another size",
      source: ["a|2", "b|2"],
      there: ["a|1", "b|3"],
      expected: ["a → a: another size", "b → b: another size"],
    },
    {
      name: "what is newer than what is there; not what is as old, or older",
      source: ["a|1|11", "b|1|10", "c|1|9"],
      there: ["a|1|10", "b|1|10", "c|1|10"],
      expected: ["a → a: newer", "b there", "c there"],
    },
    {
      name: "all of it by force",
      source: ["a"],
      there: ["a"],
      rules: { force: true },
      expected: ["a → a: forced"],
    },
    {
      name: "with others before, between and after it there",
      source: ["b", "d"],
      there: ["a", "b", "c", "d|9", "e"],
      expected: ["b there", "d → d: another size"],
    },
    {
      name: "keys in UTF-8 order, which is not that of UTF-16",
      source: ["\uFF5E", "\u{1F600}"],
      there: ["\uFF5E", "\u{1F600}"],
      expected: ["\uFF5E there", "\u{1F600} there"],
    },
    {
      name: "no markers of folders; an object with a slash at its end is one",
      source: ["a/|0", "a/b", "c/|5"],
      expected: ["marker", "a/b → a/b: new", "c/ → c/: new"],
    },
    {
      name: "what is wanted",
      source: ["a.csv", "a.json"],
      rules: { isWanted: ({ key }) => key.endsWith(".json") },
      expected: ["left out", "a.json → a.json: new"],
    },
    {
      name: "no key that cannot be a file",
      source: ["../x", "a//b", "a/./b", "ok"],
      rules: { keyProblem: (key) => fileNameProblem(key, "linux"), keysAreFiles: true },
      expected: [
        '../x: its part ".." is no name of a file',
        "a//b: it has two slashes in a row",
        'a/./b: its part "." is no name of a file',
        "ok → ok: new",
      ],
    },
    {
      name: "a key as a file or as a folder, also with others between them",
      source: ["a", "a-b", "a/b", "a/b/c", "ab/c"],
      rules: { keysAreFiles: true },
      expected: [
        "a → a: new",
        "a-b → a-b: new",
        "a/b: a is an object too, and a file cannot be a folder",
        "a/b/c: a is an object too, and a file cannot be a folder",
        "ab/c → ab/c: new",
      ],
    },
    {
      name: "one of those that differ in case only, where they are one file",
      source: ["A.json", "a.json", "\u00C4", "a\u0308"].toSorted(),
      rules: { keysAreFiles: true, foldsCase: async () => true },
      expected: [
        "A.json → A.json: new",
        "a.json: it differs from A.json in case only, and these are one file there",
        "a\u0308 → a\u0308: new",
        "\u00C4: it differs from a\u0308 in case only, and these are one file there",
      ],
    },
    {
      name: "both where they are two",
      source: ["A", "a"],
      rules: { keysAreFiles: true },
      expected: ["A → A: new", "a → a: new"],
    },
  ];
  for (const { name, source, there = [], rules, expected } of cases)
    test(name, async () => assert.deepEqual(await plan(source, there, rules), expected));
});

test("whether case counts is asked once, and not for a single key", async () => {
  for (const folds of [true, false]) {
    let asked = 0;
    const foldsCase = async () => {
      asked += 1;
      return folds;
    };
    await plan(["A"], [], { keysAreFiles: true, foldsCase });
    assert.equal(asked, 0);
    const twins = await plan(["A", "B", "a", "b"], [], { keysAreFiles: true, foldsCase });
    assert.equal(asked, 1);
    assert.equal(twins.filter((text) => text.includes("in case only")).length, folds ? 2 : 0);
  }
});

test("the other listing is read no further than needed, and closed", async () => {
  const read: string[] = [];
  let isClosed = false;
  async function* endless(): AsyncGenerator<LakeObject> {
    try {
      for (let index = 0; ; index += 1) {
        const [object] = objects(`k${String(index).padStart(4, "0")}`);
        if (object === undefined) return;
        read.push(object.key);
        yield object;
      }
    } finally {
      isClosed = true;
    }
  }
  const rules = {
    keyOf: ({ key }: LakeObject) => key,
    isWanted: () => true,
    force: false,
    keyProblem: () => undefined,
    keysAreFiles: false,
    foldsCase: async () => false,
  };
  const kinds: string[] = [];
  for await (const { kind } of planCopy(listed(objects("k0002")), endless(), rules)) kinds.push(kind);
  assert.deepEqual([kinds, read, isClosed], [["there"], ["k0000", "k0001", "k0002"], true]);
});

describe("where objects go", () => {
  const folder = (base: string): Source => ({
    kind: "objects",
    base,
    prefix: base,
    isPattern: false,
    list: () => listed([]),
  });
  const one: Source = { kind: "object", object: objects("x/a.json")[0] as LakeObject };
  const cases: readonly (readonly [source: Source, key: string, destination: string, expected: string])[] = [
    [folder("log_data/"), "log_data/2018/a.json", "raw/", "raw/2018/a.json"],
    [folder("log_data/"), "log_data/2018/a.json", "raw", "raw/2018/a.json"],
    [folder("log_data/"), "log_data/2018/a.json", "", "2018/a.json"],
    [folder(""), "log_data/a.json", "raw/", "raw/log_data/a.json"],
    [one, "x/a.json", "raw/", "raw/a.json"],
    [one, "x/a.json", "raw", "raw"],
    [one, "x/a.json", "raw/b.json", "raw/b.json"],
    [one, "x/a.json", "", "a.json"],
  ];
  for (const [source, key, destination, expected] of cases)
    test(`${key} of ${source.kind === "object" ? "one object" : `${source.base}`} to "${destination}": ${expected}`, () => {
      const where = destinationOf(source.kind, destination);
      assert.equal(where.kind === "key" ? where.key : where.prefix + keptPart(source, key), expected);
    });
});

describe("keys that cannot be files", () => {
  const cases: readonly (readonly [key: string, platform: NodeJS.Platform, problem: RegExp | undefined])[] = [
    ["a/b.json", "linux", undefined],
    ["a b+%'\"é/…", "linux", undefined],
    ["..", "linux", /no name/],
    ["a/../../b", "linux", /no name/],
    ["a/...", "linux", undefined],
    ["/etc/passwd", "linux", /begins with a slash/],
    ["a/", "linux", /ends with a slash/],
    ["", "linux", /empty/],
    ["a\0b", "linux", /NUL/],
    [`a/${"é".repeat(128)}`, "linux", /longer than 255 bytes/],
    ["a\\..\\b", "linux", undefined],
    ["a\\..\\b", "win32", /takes no "\\\\"/],
    ["C:x", "win32", /takes no ":"/],
    ["a/con.json", "win32", /device/],
    ["a/b.", "win32", /ends with a dot/],
    ["\uD800", "linux", /well-formed/],
    ["a/.0123abcd.millrace-part", "linux", /Millrace keeps such names/],
    ["a/0123abcd.millrace-part", "linux", undefined],
  ];
  for (const [key, platform, problem] of cases)
    test(`${JSON.stringify(key.slice(0, 20))} on ${platform}`, () => {
      const found = fileNameProblem(key, platform);
      if (problem === undefined) assert.equal(found, undefined);
      else assert.match(String(found), problem);
    });
});
