import { addAbortSignal, type Readable } from "node:stream";
import { CopyObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { UserError } from "../../../protocol/user-error.ts";
import type { Lake, LakeObject, LakeWriter } from "../lake.ts";
import { bodyEndedEarly, objectChanged, objectRemoved } from "../lake-errors.ts";
import { createSlots } from "../slots.ts";
import { byteBudget } from "./byte-budget.ts";
import { SOCKETS } from "./client.ts";
import { asInput } from "./kept-headers.ts";
import type { S3Options } from "./options.ts";
import { s3Place } from "./place.ts";
import { type Payer, payerOf } from "./requester-pays.ts";
import { type S3Requests, s3Requests } from "./s3-requests.ts";
import { heldBytes, uploadParts } from "./upload-parts.ts";

const MB = 1024 * 1024;
/** Objects up to this size are sent in one request, which can be sent again as it is. */
const SINGLE_BYTES = 8 * MB;
/** Bytes of objects that are held at a time, whatever their number. */
const HELD_BYTES = 96 * MB;
/** S3's limit for a copy in one request. */
const MOST_COPIED_BYTES = 5 * 1024 * MB;
/** A request has to be through in this time, with all that it sends: slow lines take long for a part. */
const REQUEST_MILLISECONDS = 5 * 60_000;
const LONGEST_KEY = 1024;

/** A bucket that objects can be copied out of without moving their bytes. */
const buckets = new WeakMap<Lake, S3Options>();

/** Remembers which bucket a lake is, for writers of others on the same server. */
export function canBeCopiedFrom(lake: Lake, options: S3Options): void {
  buckets.set(lake, options);
}

export interface OpenedWriter {
  readonly writer: LakeWriter;
  close(): Promise<void>;
}

/** Writes objects into a bucket, or below a prefix of it. */
export function s3Writer(options: S3Options): OpenedWriter {
  const { bucket, prefix } = options;
  // How long a silence is a stall says nothing about a request that sends.
  const stallMilliseconds = Math.max(REQUEST_MILLISECONDS, options.stallMilliseconds ?? 0);
  const requests = boundedRequests(s3Requests({ ...options, stallMilliseconds }));
  const held = byteBudget(HELD_BYTES);
  const refused = new Set<Lake>();
  const payer = payerOf(options);
  const placeOf = (key: string) => ({ Bucket: bucket, Key: `${prefix}${key}`, ...payer });

  const keyProblem = (key: string): string | undefined => {
    if (key === "") return "it is empty";
    if (!key.isWellFormed()) return "it is not well-formed Unicode";
    const bytes = Buffer.byteLength(`${prefix}${key}`);
    return bytes > LONGEST_KEY ? `it is longer than ${LONGEST_KEY} bytes` : undefined;
  };

  const writer: LakeWriter = {
    keysAreFiles: false,
    keyProblem,
    foldsCase: async () => false,

    async put(key, body, { size, headers = {} }, signal) {
      const kept = asInput(headers);
      const at = placeOf(key);
      const path = `s3://${bucket}/${at.Key}`;
      if (signal !== undefined) addAbortSignal(signal, body);
      let giveBack: (() => void) | undefined;
      try {
        giveBack = await held.take(size > SINGLE_BYTES ? heldBytes(size) : size, signal);
        if (size > SINGLE_BYTES) return await uploadParts(requests, { at, path, kept }, body, size, signal);
        const bytes = await allBytes(body, size, path);
        await requests.use({ action: "write", key: at.Key, signal }, (client) =>
          client.send(
            new PutObjectCommand({
              ...at,
              ...kept,
              Body: bytes,
              ContentLength: size,
            }),
            signal === undefined ? {} : { abortSignal: signal },
          ),
        );
      } finally {
        giveBack?.();
        body.destroy();
      }
    },

    async copyWithin(source, object, key, signal) {
      const from = buckets.get(source);
      if (from === undefined || refused.has(source) || object.size > MOST_COPIED_BYTES) return false;
      if (!(await isSameServer(requests, from))) {
        refused.add(source);
        return false;
      }
      try {
        await copy(requests, from, object, placeOf(key), signal);
        return true;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        if (error.code === "object-changed") throw objectChanged(source.describe(object.key));
        if (error.code === "object-removed") throw objectRemoved(source.describe(object.key));
        if (error.retryable) throw error;
        // These credentials may not read there, or the server cannot do it: so it will be with the others.
        refused.add(source);
        return false;
      }
    },
  };
  return { writer, close: requests.close };
}

/** As many at a time as there are connections: jobs can be more, and waiting for a connection has its own time limit. */
function boundedRequests(requests: S3Requests): S3Requests {
  const slots = createSlots(SOCKETS);
  return {
    ...requests,
    async use(about, work) {
      const giveBack = await slots.take(about.signal);
      try {
        return await requests.use(about, work);
      } finally {
        giveBack();
      }
    },
  };
}

async function isSameServer(requests: S3Requests, from: S3Options): Promise<boolean> {
  return (await requests.place()).endpoint === (await s3Place(from)).endpoint;
}

async function copy(
  requests: S3Requests,
  from: S3Options,
  { key, etag }: LakeObject,
  to: { readonly Bucket: string; readonly Key: string } & Payer,
  signal: AbortSignal | undefined,
): Promise<void> {
  const source = `${from.bucket}/${from.prefix}${key}`;
  const input = {
    ...to,
    CopySource: source.split("/").map(encodeURIComponent).join("/"),
    CopySourceIfMatch: `"${etag}"`,
    ...payerOf(from),
  };
  await requests.use({ action: "write", key: to.Key, signal }, (client) =>
    client.send(new CopyObjectCommand(input), signal === undefined ? {} : { abortSignal: signal }),
  );
}

async function allBytes(body: Readable, size: number, path: string): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunk.copy(bytes, filled);
    filled += chunk.length;
  }
  if (filled !== size) throw bodyEndedEarly(path, filled, size);
  return bytes;
}
