import assert from "node:assert/strict";
import { test } from "node:test";
import { UserError } from "../../protocol/user-error.ts";
import { parseJsonPath, readJsonPaths } from "../../runner/staging/json-paths.ts";

const paths: readonly [path: string, steps: unknown][] = [
  ["$", []],
  ["$['a']['b']", ["a", "b"]],
  ['$["a"]', ["a"]],
  ["$.a.b", ["a", "b"]],
  ["$.c[0].d", ["c", 0, "d"]],
  ["$['a b'].c", ["a b", "c"]],
  ["$['a.b']", ["a.b"]],
  ["$['it\\'s']", ["it's"]],
  ["a", { at: 0, reason: "a path begins with $" }],
  ["$.", { at: 1, reason: "a step is written .name, ['name'] or [0]" }],
  ["$.a[", { at: 3, reason: "a step is written .name, ['name'] or [0]" }],
  ["$['a'", { at: 1, reason: "a step is written .name, ['name'] or [0]" }],
  ["$.a[-1]", { at: 3, reason: "a step is written .name, ['name'] or [0]" }],
  ["$..a", { at: 1, reason: "wildcards, filters and .. cannot be used" }],
  ["$.*", { at: 1, reason: "wildcards, filters and .. cannot be used" }],
  ["$.a[*]", { at: 3, reason: "wildcards, filters and .. cannot be used" }],
  ["$.a[?(@.b)]", { at: 3, reason: "wildcards, filters and .. cannot be used" }],
];

for (const [path, steps] of paths) {
  test(`reads the path ${path}`, () => assert.deepEqual(parseJsonPath(path), steps));
}

test("a file's paths are read in order", () => {
  const text = '\uFEFF{"jsonpaths": ["$.b", "$[\'a\']"]}\n';
  assert.deepEqual(readJsonPaths({ file: "p.json", text }), [["b"], ["a"]]);
});

const bad: readonly [name: string, text: string, line: number, column: number, message: RegExp][] = [
  ["nothing", "", 1, 1, /it is empty/],
  ["a cut file", '{"jsonpaths": [', 1, 16, /ends too early/],
  ["a syntax error", '{\n  "jsonpaths": [$.a]\n}', 2, 17, /not a JSON value/],
  ["text after the end", '{"jsonpaths": ["$.a"]} x', 1, 24, /text after its end/],
  ["no list", '{"paths": []}', 1, 1, /needs a field "jsonpaths"/],
  ["an empty list", '{"jsonpaths": []}', 1, 1, /needs a field "jsonpaths"/],
  ["no text", '{"jsonpaths": [\n 5]}', 2, 2, /5 is not a path/],
  ["a wildcard", '{"jsonpaths": [\n  "$.a",\n  "$.b[*]"\n]}', 3, 7, /in the path \$\.b\[\*\], wildcards/],
];

for (const [name, text, line, column, message] of bad) {
  test(`a JSONPaths file with ${name} is told with its place`, () => {
    assert.throws(
      () => readJsonPaths({ file: "dags/p.json", text }),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, message);
        assert.deepEqual(error.position, { file: "dags/p.json", line, column });
        return true;
      },
    );
  });
}
