import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dagToMermaid } from "../../runner/core/mermaid.ts";
import { dagOf, group, sparkify, task } from "./dag-fixture.ts";

test("the sample as a flowchart", () => {
  const expected = [
    "flowchart LR",
    '  t0(["events_ready"])',
    '  t3[("load_songplays")]',
    '  t8{{"quality_checks"}}',
    '  subgraph g0["staging"]',
    '    t1[/"events"/]',
    '    t2[/"songs"/]',
    "  end",
    '  subgraph g1["dimensions"]',
    '    t4[("users")]',
    '    t5[("songs")]',
    '    t6[("artists")]',
    '    t7[("time")]',
    "  end",
    "  t0 --> t1",
    "  t1 --> t3",
    "  t2 --> t3",
    "  t3 --> t4",
    "  t3 --> t5",
    "  t3 --> t6",
    "  t3 --> t7",
    "  t4 --> t8",
    "  t5 --> t8",
    "  t6 --> t8",
    "  t7 --> t8",
    "",
  ];
  assert.equal(dagToMermaid(sparkify()), expected.join("\n"));
  assert.match(dagToMermaid(sparkify(), "TD"), /^flowchart TD\n/);
});

test("groups nest, and empty ones are left out", () => {
  const dag = dagOf(
    [task("o.i.a", [], { group: "o.i", operator: "my_operator" })],
    [group("o"), group("o.i", "o"), group("empty"), group("empty.too", "empty")],
  );
  assert.equal(
    dagToMermaid(dag),
    'flowchart LR\n  subgraph g0["o"]\n    subgraph g1["i"]\n      t0("a")\n    end\n  end\n',
  );
});

test("names are only ever shown", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["end", "end"],
    ['say "hi"', "say #34;hi#34;"],
    ["a]b[c", "a#93;b#91;c"],
    ["<script>alert(1)</script>", "#60;script#62;alert#40;1#41;#60;#47;script#62;"],
    ["line\nbreak", "line break"],
    ["`md`", "#96;md#96;"],
    ["#35;", "#35;35#59;"],
    ["a --> b", "a --#62; b"],
    ["%%{init}%%", "#37;#37;#123;init#125;#37;#37;"],
    ["🚀 größe 東京", "🚀 größe 東京"],
    ["\u001b[31m\u202e", "\u{fffd}#91;31m\u{fffd}".replace(/\u{fffd}/gu, "#65533;")],
  ];
  for (const [name, shown] of cases) {
    assert.equal(dagToMermaid(dagOf([task(name)])), `flowchart LR\n  t0["${shown}"]\n`, JSON.stringify(name));
  }
});

test("no name changes the number of lines or of quotes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), (name) => {
      const text = dagToMermaid(dagOf([task(name, [], { group: name })], [group(name)]));
      assert.equal(text.split(/[\n\r\u2028\u2029]/).length, 5);
      assert.equal(text.split('"').length, 5);
      assert.ok(!/[<>&]/.test(text));
    }),
  );
});
