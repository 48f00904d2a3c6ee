import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { S3Options } from "./options.ts";
import { payerOf } from "./requester-pays.ts";
import { notS3 } from "./s3-errors.ts";
import type { S3Requests } from "./s3-requests.ts";

/**
 * Throws the UserError unless the bucket is there and may be listed. By a listing: HEAD cannot say that the requester
 * pays, and names no prefix, which some may list alone.
 */
export async function requireBucket(
  requests: S3Requests,
  options: S3Options,
  signal: AbortSignal | undefined,
): Promise<void> {
  const about = { action: "list" as const, signal };
  const input = {
    Bucket: options.bucket,
    Prefix: options.prefix,
    MaxKeys: 1,
    ...payerOf(options),
  };
  const { IsTruncated } = await requests.use(about, (client) =>
    client.send(new ListObjectsV2Command(input), signal === undefined ? {} : { abortSignal: signal }),
  );
  if (IsTruncated === undefined) throw notS3(await requests.where(about));
}
