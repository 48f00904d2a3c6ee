import assert from "node:assert/strict";
import { after, before, describe, type TestContext, test } from "node:test";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { cephMissing, startCeph } from "./ceph.ts";
import { type CheckedServer, type CheckRun, checkRun } from "./checks/check.ts";
import { putLogs } from "./checks/logs.ts";
import { S3_CHECKS } from "./checks.ts";
import { startS3Server } from "./server.ts";

interface Subject {
  readonly what: string;
  readonly start: () => Promise<CheckedServer>;
  readonly skip: string | false;
  /** Checks that it may fail, and why. */
  readonly lacks: ReadonlyMap<string, string>;
}

const SUBJECTS: readonly Subject[] = [
  { what: "the server of the tests", start: () => startS3Server(), skip: false, lacks: new Map() },
  {
    what: "Ceph's radosgw",
    start: startCeph,
    skip: cephMissing(),
    lacks: new Map([
      [
        "takes a stream, with its checksum behind it",
        "radosgw 16 wants the length of what is sent, not of what it decodes to: 411",
      ],
      [
        "copies an object only if its etag is the one",
        "radosgw 16 knows the condition by another header's name",
      ],
    ]),
  },
];

for (const { what, start, skip, lacks } of SUBJECTS) {
  describe(`S3 as ${what} has it`, { skip }, () => {
    const shared: { run?: CheckRun } = {};
    before(async () => {
      const run = checkRun(await start(), "checked-bucket");
      shared.run = run;
      await run.s3.send(new CreateBucketCommand({ Bucket: run.bucket }));
      await putLogs(run);
    });
    after(async () => {
      shared.run?.s3.destroy();
      await shared.run?.server.close();
    });

    for (const [name, check] of S3_CHECKS) {
      test(name, async (t: TestContext) => {
        assert.ok(shared.run);
        try {
          await check(shared.run);
        } catch (error) {
          const reason = lacks.get(name);
          if (reason === undefined) throw error;
          t.skip(reason);
        }
      });
    }
  });
}

test("checks have names of their own", () => {
  assert.equal(new Set(S3_CHECKS.map(([name]) => name)).size, S3_CHECKS.length);
});
