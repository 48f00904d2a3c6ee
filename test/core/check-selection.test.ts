import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckChoice } from "../../runner/core/check-selection.ts";
import { chooseAmong } from "../../runner/core/check-selection.ts";
import { checkSpec } from "../helpers/dag-specs.ts";

const ALL = [
  { name: "rowCount songplays", tables: ["mart.songplays"], tags: ["daily"] },
  { name: "every play has a user", tables: ["songplays", "users"], tags: ["daily", "keys"] },
  { name: "levels (a+b)", tables: ['mart."Users"'], tags: [] },
  { name: "prices add up", tables: [], tags: ["money"] },
].map((spec) => ({ check: checkSpec("k", {}, spec) }));

const CHOSEN: readonly (readonly [Partial<CheckChoice>, readonly number[]])[] = [
  [{}, [0, 1, 2, 3]],
  [{ names: ["prices add up"] }, [3]],
  [{ names: ["prices add up", "rowCount songplays"] }, [0, 3]],
  [{ names: ["*play*"] }, [0, 1]],
  [{ names: ["levels (a+b)"] }, [2]],
  [{ names: ["levels (a+b*"] }, [2]],
  [{ names: ["*"] }, [0, 1, 2, 3]],
  [{ table: "songplays" }, [0, 1]],
  [{ table: "SONGPLAYS" }, [0, 1]],
  [{ table: "mart.songplays" }, [0]],
  [{ table: '"songplays"' }, [0, 1]],
  [{ table: "users" }, [1]],
  [{ table: '"Users"' }, [2]],
  [{ table: 'mart."Users"' }, [2]],
  [{ tag: "daily" }, [0, 1]],
  [{ tag: "daily", table: "users" }, [1]],
  [{ names: ["*user*", "row*"], tag: "daily", table: "mart.songplays" }, [0]],
];

test("checks are chosen by name, pattern, table and tag", () => {
  for (const [choice, expected] of CHOSEN) {
    const chosen = chooseAmong(ALL, { names: [], ...choice });
    const checks = chosen.ok ? chosen.checks.map((one) => ALL.indexOf(one)) : chosen.message;
    assert.deepEqual(checks, expected, JSON.stringify(choice));
  }
});

const NONE: readonly (readonly [Partial<CheckChoice>, string, string])[] = [
  [
    { names: ["rowCount songplay"] },
    'There is no check "rowCount songplay" here. Did you mean "rowCount songplays"?',
    "There are: rowCount songplays, every play has a user, levels (a+b), prices add up.",
  ],
  [
    { names: ["*play*", "nothing"] },
    'There is no check "nothing" here.',
    "There are: rowCount songplays, every play has a user, levels (a+b), prices add up.",
  ],
  [
    { table: "artist" },
    'There is no check of the table "artist" here.',
    'There are: mart.songplays, songplays, users, mart."Users".',
  ],
  [
    { table: '"users "' },
    'There is no check of the table ""users "" here. Did you mean "users"?',
    'There are: mart.songplays, songplays, users, mart."Users".',
  ],
  [
    { tag: "key" },
    'There is no check with the tag "key" here. Did you mean "keys"?',
    "There are: daily, keys, money.",
  ],
  [
    { tag: "money", table: "users" },
    "No check meets all that was asked for.",
    "Each of it alone is met by some check: ask for less at once.",
  ],
];

test("what no check meets is told, with what was perhaps meant", () => {
  for (const [choice, message, next] of NONE)
    assert.deepEqual(chooseAmong(ALL, { names: [], ...choice }), { ok: false, message, next });
  assert.deepEqual(chooseAmong([], { names: ["*"] }), {
    ok: false,
    message: 'There is no check "*" here.',
    next: "No check has any.",
  });
});
