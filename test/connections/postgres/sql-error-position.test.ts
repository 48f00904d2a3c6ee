import assert from "node:assert/strict";
import { test } from "node:test";
import { sqlErrorPosition } from "../../../runner/connections/postgres/sql-error-position.ts";

test("the server's offset counts characters; lines and columns are an editor's", () => {
  const cases: readonly (readonly [string, number, number, number])[] = [
    ["SELECT x", 1, 1, 1],
    ["SELECT x", 8, 1, 8],
    ["SELECT\n  x", 10, 2, 3],
    ["SELECT\r\n  x", 11, 2, 3],
    ["\n\nx", 3, 3, 1],
    ["SELECT 'é', x", 13, 1, 13],
    // One character for the server, two UTF-16 code units for the editor.
    ["SELECT '🎵', x", 13, 1, 14],
    ["-- 🎵🎵\nSELECT x", 14, 2, 8],
    ["x", 99, 1, 2],
  ];
  for (const [text, offset, line, column] of cases) {
    assert.deepEqual(sqlErrorPosition(text, offset), { line, column }, JSON.stringify([text, offset]));
  }
});
