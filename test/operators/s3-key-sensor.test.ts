import assert from "node:assert/strict";
import { test } from "node:test";
import type { S3KeySensorParams } from "../../protocol/operators/s3-key-sensor.ts";
import { UserError } from "../../protocol/user-error.ts";
import { s3KeySensor } from "../../runner/operators/s3-key-sensor.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { memoryLake } from "../staging/memory-lake.ts";

const LAKE = memoryLake({
  "in/2024-02-14.json": "{}",
  "in/a.json": "12345",
  "in/b.json": "1",
  "in/sub/c.json": "123",
  "in/folder/": "",
});

function look(params: S3KeySensorParams, waiting = { pokes: 2, since: 0 }, now = 1000) {
  const context = testTaskContext({ lake: LAKE, waiting, now: () => now });
  const parsed = s3KeySensor.params.parse(params);
  return { context, result: s3KeySensor.execute(parsed, context) };
}

const looks: readonly [params: S3KeySensorParams, kind: string, note: string][] = [
  [{ keys: "in/a.json" }, "success", "1 of 1 key there"],
  [{ keys: "in/{{ ds }}.json" }, "success", "1 of 1 key there"],
  [{ keys: ["in/a.json", "in/x.json"] }, "waiting", "1 of 2 keys there; missing: in/x.json"],
  [{ keys: "in/" }, "waiting", "0 of 1 key there; missing: in/"],
  [
    { keys: "in/b.json", minSize: 5 },
    "waiting",
    "0 of 1 key there; smaller than 5 bytes: in/b.json (1 byte)",
  ],
  [{ keys: "in/*.json", wildcard: true }, "success", "pattern in/*.json: 1 of at least 1 object"],
  [
    { keys: "in/*.json", wildcard: true, minCount: 4 },
    "success",
    "pattern in/*.json: 4 of at least 4 objects",
  ],
  [
    { keys: "in/*.json", wildcard: true, minCount: 5 },
    "waiting",
    "pattern in/*.json: 4 of at least 5 objects",
  ],
  [
    { keys: "in/*.json", wildcard: true, minCount: 3, minSize: 3 },
    "waiting",
    "pattern in/*.json: 2 of at least 3 objects, 2 smaller than 3 bytes",
  ],
  [{ keys: "in/f*", wildcard: true }, "waiting", "pattern in/f*: 0 of at least 1 object"],
  [
    { keys: "in/[ab]\\.json", regex: true, minCount: 2 },
    "success",
    "pattern in/[ab]\\.json: 2 of at least 2 objects",
  ],
  [
    { keys: ["in/a*", "out/*"], wildcard: true },
    "waiting",
    "pattern in/a*: 1 of at least 1 object; pattern out/*: 0 of at least 1 object",
  ],
];

for (const [params, kind, note] of looks) {
  test(`${JSON.stringify(params)}: ${kind}`, async () => {
    const { context, result } = look(params);
    const outcome = await result;
    assert.equal(outcome.kind, kind);
    assert.equal("note" in outcome ? outcome.note : undefined, note);
    assert.deepEqual(context.logged, [`poke 3: ${note}`]);
  });
}

const MISSING = { keys: "in/x.json" };

test("looks again after the poke interval, at the latest at the time-out", async () => {
  assert.equal(untilOf(await look(MISSING).result), 61_000);
  assert.equal(untilOf(await look({ ...MISSING, pokeInterval: "1m30s" }).result), 91_000);
  assert.equal(untilOf(await look({ ...MISSING, exponentialBackoff: true }).result), 241_000);
  assert.equal(
    untilOf(await look({ ...MISSING, exponentialBackoff: true, maxPokeInterval: "2m" }).result),
    121_000,
  );
  assert.equal(untilOf(await look({ ...MISSING, timeout: "30s" }).result), 30_000);
});

function untilOf(outcome: Awaited<ReturnType<typeof s3KeySensor.execute>>): number | undefined {
  return outcome.kind === "waiting" ? outcome.until : undefined;
}

test("fails for good at the time-out, or skips", async () => {
  const failed = await look({ ...MISSING, timeout: "1s" }).result;
  assert.equal(failed.kind, "failed");
  assert.ok(failed.kind === "failed" && failed.code === "sensor-timeout" && !failed.retryable);
  assert.equal(failed.message, "Waited 1.0 s in vain: 0 of 1 key there; missing: in/x.json.");
  const skipped = await look({ ...MISSING, timeout: "1s", onTimeout: "skip" }).result;
  assert.equal(skipped.kind, "skipped");
});

test("succeeds when the key is there at the last look", async () => {
  assert.equal(
    (await look({ keys: "in/a.json", timeout: "1s" }, { pokes: 9, since: 0 }, 5000).result).kind,
    "success",
  );
});

test("a lake that cannot be read always fails", async () => {
  const broken = new UserError({ code: "lake-missing", message: "gone" });
  const lake = {
    ...LAKE,
    head: async () => {
      throw broken;
    },
  };
  const context = testTaskContext({ lake, waiting: { pokes: 0, since: 0 } });
  await assert.rejects(s3KeySensor.execute({ keys: "a", onTimeout: "skip" }, context), broken);
});

const wrong: readonly [params: Record<string, unknown>, path: string, message: RegExp][] = [
  [{ keys: "a", wildcard: true, regex: true }, "regex", /one of `wildcard` and `regex`/],
  [{ keys: "a", minCount: 2 }, "minCount", /set `wildcard` or `regex`/],
  [{ keys: "a", wildcard: true, minCount: 0 }, "minCount", /./],
  [{ keys: "a", pokeInterval: "soon" }, "pokeInterval", /soon.* is no length of time/],
  [{ keys: "a", pokeInterval: "0s" }, "pokeInterval", /longer than zero/],
  [{ keys: "a", maxPokeInterval: "5m" }, "maxPokeInterval", /exponentialBackoff/],
  [{ keys: [] }, "keys", /./],
  [{ keys: "s3://bucket/key" }, "keys", /key within the lake/],
  [{ keys: "a", timout: "1h" }, "", /timout/],
];

for (const [params, path, message] of wrong) {
  test(`refuses ${JSON.stringify(params)}`, () => {
    const issue = s3KeySensor.params.safeParse(params).error?.issues[0];
    assert.equal(issue?.path.join("."), path);
    assert.match(JSON.stringify(issue), message);
  });
}
