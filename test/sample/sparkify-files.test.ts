import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { packageRoot } from "../../runner/package-root.ts";

const SAMPLE = path.join(packageRoot(), "samples", "sparkify");
const read = (file: string): string => readFileSync(path.join(SAMPLE, file), "utf8");

test("each JSONPath stands at the place of its column", () => {
  const paths: readonly string[] = JSON.parse(read("log_json_path.json")).jsonpaths;
  const columns = [...read("sql/create_staging_events.sql").matchAll(/^ {2}(\w+) +\w/gm)].map(
    ([, name]) => name,
  );
  const expected = paths.map((jsonPath) => jsonPath.slice(2).replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));
  assert.deepEqual(columns, expected);
  assert.equal(columns.length, 18);
});

/** What Redshift does not have, or means differently. */
const NOT_PORTABLE = [
  /\bDISTINCT\s+ON\b/i,
  /\bFILTER\s*\(/i,
  /\bON\s+CONFLICT\b/i,
  /\bRETURNING\b/i,
  /\bLATERAL\b/i,
  /\bQUALIFY\b/i,
  /\bgenerate_series\b/i,
  /\bto_timestamp\s*\(/i,
  /\bSERIAL\b/i,
  /\bTRUNCATE\b/i,
  /\bjsonb?\b/i,
  // Redshift's text has 256 bytes at most.
  /\btext\b/i,
];

for (const file of readdirSync(path.join(SAMPLE, "sql"))) {
  test(`${file} is portable`, () => {
    const statements = read(`sql/${file}`).replace(/--.*$/gm, "");
    for (const pattern of NOT_PORTABLE) assert.doesNotMatch(statements, pattern);
  });
}

test("every table of the model has a primary key", () => {
  for (const table of ["songplays", "users", "songs", "artists", "time"]) {
    assert.match(read(`sql/create_${table}.sql`), /PRIMARY KEY \(\w+\)/);
  }
});
