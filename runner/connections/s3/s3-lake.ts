import { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { UserError } from "../../../protocol/user-error.ts";
import type { Lake, LakeEntry, LakeObject, ObjectHeaders } from "../lake.ts";
import { objectChanged, objectRemoved } from "../lake-errors.ts";
import { createSlots } from "../slots.ts";
import { SOCKETS, STALL_MILLISECONDS } from "./client.ts";
import { keptOfOutput } from "./kept-headers.ts";
import { bareEtag, entriesOfPages, lakeObject, pageOf } from "./list-objects.ts";
import { type BodySource, objectBytes, objectStream, type Part } from "./object-body.ts";
import type { S3Options } from "./options.ts";
import { quickGets } from "./quick-get.ts";
import { payerOf } from "./requester-pays.ts";
import { requireBucket } from "./require-bucket.ts";
import { notS3 } from "./s3-errors.ts";
import { s3Requests } from "./s3-requests.ts";

/** Objects up to this size are read in one go. */
const SMALL_BYTES = 256 * 1024;

/** Objects that are open at the same time; a few connections stay for listings. */
const OPEN_OBJECTS = SOCKETS - 8;

/** A bucket of Amazon S3 or of another server with its interface, or what is below a prefix in it. */
export function s3Lake(options: S3Options): Lake {
  const { name, bucket, prefix, stallMilliseconds = STALL_MILLISECONDS } = options;
  const requests = s3Requests(options);
  const slots = createSlots(OPEN_OBJECTS);
  const quickGet = quickGets(bucket);
  const payer = payerOf(options);
  const describe = (key: string): string => `s3://${bucket}/${prefix}${key}`;
  let isBucketThere = false;

  function entries(
    below: string,
    level: { readonly Delimiter?: string },
    signal: AbortSignal | undefined,
  ): AsyncGenerator<LakeEntry> {
    const input = {
      Bucket: bucket,
      Prefix: `${prefix}${below}`,
      EncodingType: "url" as const,
      ...level,
      ...payer,
    };
    return entriesOfPages(async (token, abortSignal) => {
      const about = { action: "list" as const, signal: abortSignal };
      const asked = token === undefined ? input : { ...input, ContinuationToken: token };
      const output = await requests.use(about, (client) =>
        client.send(new ListObjectsV2Command(asked), { abortSignal }),
      );
      const page = pageOf(output, prefix);
      if (page === undefined) throw notS3(await requests.where(about));
      isBucketThere = true;
      return page;
    }, signal);
  }

  /** Whoever finds no object may have found no bucket. */
  async function assertBucket(signal: AbortSignal | undefined): Promise<void> {
    if (isBucketThere) return;
    await requireBucket(requests, options, signal);
    isBucketThere = true;
  }

  async function get(
    object: LakeObject,
    offset: number,
    signal: AbortSignal | undefined,
  ): Promise<Part & { readonly headers: ObjectHeaders }> {
    const Key = `${prefix}${object.key}`;
    const path = describe(object.key);
    const match = `"${object.etag}"`;
    const range = offset > 0 ? `bytes=${offset}-` : undefined;
    const headers = {
      "if-match": match,
      ...(range !== undefined && { range }),
      ...(options.requesterPays === true && { "x-amz-request-payer": "requester" }),
    };
    const input = {
      Bucket: bucket,
      Key,
      IfMatch: match,
      ...(range !== undefined && { Range: range }),
      ...payer,
    };
    const got = await requests.use(
      { action: "read", key: Key, signal },
      async (client) =>
        (await quickGet(client, Key, headers, signal)) ??
        (await client.send(new GetObjectCommand(input), abortable(signal))),
    );
    isBucketThere = true;
    const { ETag, ContentLength, ContentRange } = got;
    const body = got.Body as Readable;
    const given = /^bytes (\d+)-\d+\/(\d+)$/.exec(ContentRange ?? "");
    const start = given === null ? 0 : Number(given[1]);
    const size = given === null ? ContentLength : Number(given[2]);
    // Some servers do not know If-Match.
    if (bareEtag(ETag ?? "") === object.etag && start <= offset && (size ?? object.size) === object.size)
      return { body, start, headers: "headers" in got ? got.headers : keptOfOutput(got) };
    body.destroy();
    throw objectChanged(path);
  }

  return {
    name,
    describe,

    async *list(below, signal) {
      for await (const entry of entries(below, {}, signal)) if (entry.kind === "object") yield entry.object;
    },

    level: (below, signal) => entries(below, { Delimiter: "/" }, signal),

    async head(key, signal) {
      const Key = `${prefix}${key}`;
      const about = { action: "read" as const, key: Key, signal };
      try {
        if (!isPossible(Key)) throw objectRemoved(describe(key));
        const { ContentLength, ETag, LastModified } = await requests.use(about, (client) =>
          client.send(new HeadObjectCommand({ Bucket: bucket, Key, ...payer }), abortable(signal)),
        );
        if (ETag === undefined) throw notS3(await requests.where(about));
        return lakeObject(key, ContentLength ?? 0, ETag, LastModified);
      } catch (error) {
        if (!(error instanceof UserError) || error.code !== "object-removed") throw error;
        await assertBucket(signal);
        return undefined;
      }
    },

    async open(object, signal) {
      const { key, size } = object;
      const source: BodySource = {
        path: describe(key),
        size,
        stallMilliseconds,
        get: (offset, either) => get(object, offset, either),
      };
      if (!isPossible(`${prefix}${key}`)) {
        await assertBucket(signal);
        throw objectRemoved(source.path);
      }
      const giveBack = await slots.take(signal);
      try {
        const first = await get(object, 0, signal);
        const { headers } = first;
        if (size > SMALL_BYTES)
          return Object.assign(objectStream(source, signal, first), { headers }).once("close", giveBack);
        const parts: Buffer[] = [];
        for await (const bytes of objectBytes(source, signal, first)) parts.push(bytes);
        giveBack();
        return Object.assign(whole(parts), { headers });
      } catch (error) {
        giveBack();
        throw error;
      }
    },

    close: requests.close,
  };
}

function abortable(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal };
}

/** There is no way to ask for an empty key, nor for one that is not Unicode. */
function isPossible(key: string): boolean {
  return key !== "" && key.isWellFormed();
}

function whole(parts: readonly Buffer[]): Readable {
  return new Readable({
    read() {
      for (const part of parts) this.push(part);
      this.push(null);
    },
  });
}
