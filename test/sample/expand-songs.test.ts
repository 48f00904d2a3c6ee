import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { expandSongs } from "../helpers/expand-songs.ts";

test("each song becomes a file below the letters of its id", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "millrace-test-songs-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const source = path.join(folder, "songs.jsonl.gz");
  const songs = [
    '{"song_id":"SOABCDE1","title":2129}',
    '{"year":0,"song_id": "SOABCXY2"}',
    '{"song_id":"SOZZZ"}',
  ];
  writeFileSync(source, gzipSync(`${songs.join("\n")}\n`));
  assert.equal(expandSongs(source, folder), 3);
  const files = readdirSync(path.join(folder, "song_data"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .sort();
  assert.deepEqual(files, ["A/B/C/SOABCDE1.json", "A/B/C/SOABCXY2.json", "Z/Z/Z/SOZZZ.json"]);
  assert.equal(readFileSync(path.join(folder, "song_data/A/B/C/SOABCDE1.json"), "utf8"), songs[0]);
  writeFileSync(source, gzipSync("{}\n"));
  assert.throws(() => expandSongs(source, folder), /Line 1 .* has no song_id/);
});
