import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { s3Lake } from "../../runner/connections/s3/s3-lake.ts";
import { stageFromS3 } from "../../runner/operators/stage-from-s3.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import { testWarehouse } from "../helpers/warehouse.ts";
import { type S3Server, startS3Server } from "../s3/server.ts";
import { BUCKET, LARGE, smallKey } from "./s3-staging.ts";

// How long a silence counts as a stall is no setting of a workspace: the task gets a lake of this test's own.

const LIMIT = { timeout: 120_000 };
const LARGE_ROWS = 50_000;

interface Stalling {
  readonly s3: S3Server;
  /** The task's outcome. Rejects with its error. */
  stage(): Promise<string>;
  /** Rows, and ids among them. */
  table(): Promise<readonly unknown[] | undefined>;
}

async function stalling(t: TestContext): Promise<Stalling> {
  const s3 = await startS3Server();
  t.after(() => s3.close());
  const line = (id: number) => `{"id":${id}}\n`;
  const large = Array.from({ length: LARGE_ROWS }, (_, i) => line(i)).join("");
  s3.seed(BUCKET, { [LARGE]: large, [smallKey(0)]: line(LARGE_ROWS), [smallKey(1)]: line(LARGE_ROWS + 1) });
  const { accessKeyId, secretAccessKey, endpoint } = s3;
  const lake = s3Lake({
    ...{ name: "lake", bucket: BUCKET, prefix: "", endpoint, stallMilliseconds: 200 },
    keys: async () => ({ accessKeyId, secretAccessKey }),
    variables: () => undefined,
  });
  t.after(() => lake.close());
  const warehouse = await testWarehouse(t);
  const create = "CREATE TABLE IF NOT EXISTS events (id int)";
  const params = stageFromS3.params.parse({ from: "in/", table: "events", create, scope: "shared" });
  return {
    s3,
    stage: async () => (await stageFromS3.execute(params, testTaskContext({ warehouse, lake }))).kind,
    table: async () => (await warehouse.query("SELECT count(*), count(DISTINCT id) FROM events")).rows[0],
  };
}

test("bodies that stall are taken up where they stopped", LIMIT, async (t) => {
  const { s3, stage, table } = await stalling(t);
  s3.fault({ fault: { kind: "stall", after: 100_000 }, method: "GET", key: LARGE });
  s3.fault({ fault: { kind: "stall", after: 0 }, method: "GET", key: LARGE });
  s3.fault({ fault: { kind: "stall", after: 3 }, method: "GET", key: smallKey(1) });
  s3.fault({ fault: { kind: "silent" }, method: "GET", key: smallKey(0) });
  assert.equal(await stage(), "success");
  assert.deepEqual(await table(), ["50002", "50002"]);
  const ranges = s3.requests.filter(({ key }) => key === LARGE).map(({ range }) => range);
  assert.deepEqual(ranges, [undefined, "bytes=100000-", "bytes=100000-"]);
});

test("a body that stalls every time is told, and nothing is staged", LIMIT, async (t) => {
  const { s3, stage, table } = await stalling(t);
  const end = s3.fault({ fault: { kind: "stall", after: 0 }, method: "GET", key: LARGE, times: "always" });
  const size = s3.bytes(BUCKET, LARGE)?.length;
  await assert.rejects(stage(), {
    code: "lake-read-failed",
    message: `Reading s3://raw/in/large.json stopped at byte 0 of ${size}, and further attempts brought nothing: no byte came for 0.2 s.`,
    next: "Run the task again; if it stays, read the object with another tool.",
    retryable: true,
  });
  assert.deepEqual(await table(), ["0", "0"]);
  end();
  assert.equal(await stage(), "success");
  assert.deepEqual(await table(), ["50002", "50002"]);
});
