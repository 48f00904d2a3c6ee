import assert from "node:assert/strict";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { type CheckRun, clientOf, refusal, type S3Check } from "./check.ts";

async function listAs({ server, bucket }: CheckRun, accessKeyId: string, secretAccessKey: string) {
  const s3 = clientOf(server, { credentials: { accessKeyId, secretAccessKey } });
  return refusal(s3.send(new ListObjectsV2Command({ Bucket: bucket }))).finally(() => s3.destroy());
}

export const REFUSING: readonly S3Check[] = [
  [
    "refuses a wrong secret",
    async (run) =>
      assert.equal(await listAs(run, run.server.accessKeyId, "wrong"), "SignatureDoesNotMatch 403"),
  ],
  [
    "refuses keys that it does not know",
    async (run) => assert.equal(await listAs(run, "NOBODY", "wrong"), "InvalidAccessKeyId 403"),
  ],
  [
    "refuses who does not say who they are",
    async ({ server, bucket }) => {
      const answer = await fetch(`${server.endpoint}/${bucket}?list-type=2`);
      assert.equal(answer.status, 403);
      assert.match(await answer.text(), /<Code>AccessDenied<\/Code>/);
    },
  ],
];
