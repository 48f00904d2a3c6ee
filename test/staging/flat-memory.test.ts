import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { packageRoot } from "../../runner/package-root.ts";

const CHILD = path.join(packageRoot(), "test", "staging", "encode-endless.ts");
const MEGABYTES = 200;
/** Far below the input; Node alone takes about 60. */
const MAX_RSS_MEGABYTES = 180;
/** With a record that is too long: what is read of it before that is known, and that once more while it is put together. */
const MAX_RSS_OF_LONG_RECORD = 320;

interface Encoded {
  readonly bytes: number;
  readonly encoded: number;
  readonly rejected: number;
  readonly reason?: string;
  readonly maxRss: number;
}

async function encode(format: string, megabytes: number): Promise<Encoded> {
  const args = ["--max-old-space-size=64", CHILD, format, String(megabytes)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const encoded = JSON.parse(stdout) as Encoded;
  assert.ok(encoded.bytes >= megabytes * 1024 * 1024, `only ${encoded.bytes} bytes were read`);
  return encoded;
}

for (const format of ["array", "lines", "gzip"]) {
  test(`${MEGABYTES} MB of ${format} are encoded in little memory`, { timeout: 120_000 }, async () => {
    const { rejected, maxRss } = await encode(format, MEGABYTES);
    assert.equal(rejected, 0);
    assert.ok(maxRss < MAX_RSS_MEGABYTES, `${maxRss} MB were in use`);
  });
}

for (const megabytes of [100, 500]) {
  test(`a line of ${megabytes} MB costs no more memory than one that is just too long`, {
    timeout: 120_000,
  }, async () => {
    const { encoded, rejected, reason, maxRss } = await encode("one line", megabytes);
    assert.deepEqual({ encoded, rejected }, { encoded: 1, rejected: 1 });
    assert.equal(reason, "longer than 64 MB, the most that a record may have");
    assert.ok(maxRss < MAX_RSS_OF_LONG_RECORD, `${maxRss} MB were in use`);
  });
}
