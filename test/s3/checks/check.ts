import {
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";

/** A server that is held to the checks. */
export interface CheckedServer {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  close(): Promise<void>;
}

/** What a check has: a bucket of its server that it shares with the others, each below its own prefix. */
export interface CheckRun {
  readonly server: CheckedServer;
  readonly s3: S3Client;
  readonly bucket: string;
  put(
    key: string,
    body: NonNullable<PutObjectCommandInput["Body"]>,
    more?: Partial<PutObjectCommandInput>,
  ): Promise<string>;
  text(key: string): Promise<string>;
}

/** One thing that an S3 server does. Rejects when it does not. */
export type S3Check = readonly [name: string, check: (run: CheckRun) => Promise<void>];

/** What it would warn of (an empty body, a stream) is what some checks are about. */
const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export function clientOf(server: CheckedServer, more: S3ClientConfig = {}): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey } = server;
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    logger: SILENT,
    ...more,
  });
}

export function checkRun(server: CheckedServer, bucket: string): CheckRun {
  const s3 = clientOf(server);
  return {
    server,
    s3,
    bucket,
    put: async (key, body, more = {}) => {
      const { ETag } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...more }));
      return ETag ?? "";
    },
    text: async (key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body?.transformToString()) ?? "";
    },
  };
}

/** The status of an answer, whether the client calls it an error or not. */
export async function statusOf(answer: Promise<unknown>): Promise<number | undefined> {
  return metadataStatus(await answer.catch((error: unknown) => error));
}

/** Undefined for errors that no server answered. */
export function metadataStatus(answer: unknown): number | undefined {
  return (answer as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}

/** Name and status of an error, as `NoSuchKey 404`. */
export async function refusal(answer: Promise<unknown>): Promise<string> {
  const error = await answer.then(
    () => new Error("no error"),
    (reason: Error) => reason,
  );
  return `${error.name} ${metadataStatus(error)}`;
}
