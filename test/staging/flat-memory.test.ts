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

for (const format of ["array", "lines", "gzip"]) {
  test(`${MEGABYTES} MB of ${format} are encoded in little memory`, { timeout: 120_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--max-old-space-size=64",
      CHILD,
      format,
      String(MEGABYTES),
    ]);
    const { bytes, rejected, maxRss } = JSON.parse(stdout) as {
      bytes: number;
      rejected: number;
      maxRss: number;
    };
    assert.ok(bytes >= MEGABYTES * 1024 * 1024, `only ${bytes} bytes were read`);
    assert.equal(rejected, 0);
    assert.ok(maxRss < MAX_RSS_MEGABYTES, `${maxRss} MB were in use`);
  });
}
