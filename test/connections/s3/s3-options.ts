import type { TestContext } from "node:test";
import type { Lake } from "../../../runner/connections/lake.ts";
import type { S3Options } from "../../../runner/connections/s3/options.ts";
import { s3Lake } from "../../../runner/connections/s3/s3-lake.ts";
import { type S3Server, type S3ServerOptions, startS3Server } from "../../s3/server.ts";

/** The tests' own S3 server, ended after the test. */
export async function useS3(t: TestContext, options?: S3ServerOptions): Promise<S3Server> {
  const server = await startS3Server(options);
  t.after(() => server.close());
  return server;
}

/** The bucket `lake` at the server, with the server's keys. */
export function optionsFor(server: S3Server, more: Partial<S3Options> = {}): S3Options {
  const { endpoint, region, accessKeyId, secretAccessKey } = server;
  return {
    ...{ name: "lake", bucket: "lake", prefix: "", region, endpoint },
    keys: async () => ({ accessKeyId, secretAccessKey }),
    variables: () => undefined,
    ...more,
  };
}

export function openLake(t: TestContext, options: S3Options): Lake {
  const lake = s3Lake(options);
  t.after(() => lake.close());
  return lake;
}

/** Without a key: as one whose key is refused. */
export function withoutKeys({ keys: _, ...options }: S3Options): S3Options {
  return options;
}
