import type { TestContext } from "node:test";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { S3Options } from "../../../runner/connections/s3/options.ts";
import { s3Lake } from "../../../runner/connections/s3/s3-lake.ts";
import { s3Writer } from "../../../runner/connections/s3/s3-writer.ts";
import type { TestedLake } from "./tested-lake.ts";

/** A server, started at the first test that needs it. */
export interface S3Under {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Below this prefix of a bucket is the lake; what is beside it must not show. */
const PREFIX = "lake of tests/";

/** The S3 lake at a server. Objects get there by AWS's own client. */
export function s3Kind(name: string, skip: string | false, server: () => Promise<S3Under>): TestedLake {
  const counter = { buckets: 0 };

  async function optionsOf(
    t: TestContext,
    bucket: string,
  ): Promise<{ options: S3Options; client: S3Client }> {
    const { endpoint, region, accessKeyId, secretAccessKey } = await server();
    const keys = { accessKeyId, secretAccessKey };
    const client = new S3Client({ endpoint, region, credentials: keys, forcePathStyle: true });
    t.after(() => client.destroy());
    const options: S3Options = {
      ...{ name: "lake", bucket, prefix: PREFIX, region, endpoint },
      keys: async () => keys,
      variables: () => undefined,
    };
    return { options, client };
  }

  return {
    name,
    skip,
    takesEveryKey: true,
    filled: async (t, objects) => {
      counter.buckets++;
      const Bucket = `lake-${counter.buckets}`;
      const { options, client } = await optionsOf(t, Bucket);
      await client.send(new CreateBucketCommand({ Bucket }));
      const put = async (key: string, bytes: Buffer | string): Promise<void> => {
        await client.send(new PutObjectCommand({ Bucket, Key: `${PREFIX}${key}`, Body: Buffer.from(bytes) }));
      };
      await client.send(new PutObjectCommand({ Bucket, Key: "beside", Body: Buffer.alloc(0) }));
      await client.send(new PutObjectCommand({ Bucket, Key: "lake of testsX", Body: Buffer.alloc(0) }));
      const all = Object.entries(objects);
      const some = async (): Promise<void> => {
        for (let next = all.pop(); next !== undefined; next = all.pop()) await put(...next);
      };
      await Promise.all(Array.from({ length: 16 }, some));
      const lake = s3Lake(options);
      t.after(() => lake.close());
      const { writer, close } = s3Writer(options);
      t.after(close);
      return {
        lake,
        writer,
        put,
        remove: async (key) => {
          await client.send(new DeleteObjectCommand({ Bucket, Key: `${PREFIX}${key}` }));
        },
      };
    },
    missing: async (t) => {
      const { options } = await optionsOf(t, "missing-bucket");
      const lake = s3Lake(options);
      t.after(() => lake.close());
      return lake;
    },
  };
}
