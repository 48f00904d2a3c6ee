/**
 * AWS's client and nothing else, as a process: `bare-s3-client.ts PLACE PREFIX CONCURRENCY`, the place as JSON. It lists
 * the objects, GETs all of them and prints as one line of JSON how many, their bytes, and the seconds that the GETs took.
 */
import { GetObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { S3Place } from "./s3-place.ts";

const [, , placeText = "{}", prefix = "", concurrency = "32"] = process.argv;
const { endpoint, region, bucket, accessKeyId, secretAccessKey } = JSON.parse(placeText) as S3Place;

const client = new S3Client({
  endpoint,
  region,
  forcePathStyle: true,
  credentials: { accessKeyId, secretAccessKey },
  responseChecksumValidation: "WHEN_REQUIRED",
  requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: 64 } }),
});

const keys: string[] = [];
for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
  for (const { Key } of Contents) if (Key !== undefined) keys.push(Key);

const started = performance.now();
const rest = keys.values();
let bytes = 0;
async function work(): Promise<void> {
  for (const Key of rest) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    bytes += (await Body?.transformToByteArray())?.length ?? 0;
  }
}
await Promise.all(Array.from({ length: Number(concurrency) }, work));
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ objects: keys.length, bytes, seconds }));
client.destroy();
