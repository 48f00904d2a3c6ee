import { after, describe, test } from "node:test";
import { cephMissing, startCeph } from "../../s3/ceph.ts";
import { startS3Server } from "../../s3/server.ts";
import { CASES } from "./cases.ts";
import { filesKind } from "./files-kind.ts";
import { type S3Under, s3Kind } from "./s3-kind.ts";
import type { TestedLake } from "./tested-lake.ts";
import { WRITER_CASES } from "./writer-cases.ts";

/** Started by the first test that asks, and ended after the last one. */
function shared<Server extends S3Under & { close(): Promise<void> }>(
  start: () => Promise<Server>,
): () => Promise<Server> {
  const started: { server?: Promise<Server> } = {};
  after(async () => (await started.server)?.close());
  return () => {
    started.server ??= start();
    return started.server;
  };
}

const KINDS: readonly TestedLake[] = [
  filesKind,
  s3Kind("s3 at the tests' own server", false, shared(startS3Server)),
  s3Kind("s3 at Ceph", cephMissing(), shared(startCeph)),
];

for (const kind of KINDS) {
  describe(`lake: ${kind.name}`, { skip: kind.skip }, () => {
    for (const { name, needsEveryKey, run } of [...CASES, ...WRITER_CASES]) {
      const skip = needsEveryKey === true && !kind.takesEveryKey && `no lake of ${kind.name} has such keys`;
      test(name, { skip }, (t) => run(t, kind));
    }
  });
}
