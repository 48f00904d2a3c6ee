import type { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { bodyEndedEarly } from "../lake-errors.ts";
import type { asInput } from "./kept-headers.ts";
import type { Payer } from "./requester-pays.ts";
import type { S3Requests } from "./s3-requests.ts";

const MB = 1024 * 1024;
const PART_BYTES = 8 * MB;
/** S3's limit. */
const MOST_PARTS = 10_000;
/** Parts that are on their way while the next one is read. */
const AT_ONCE = 2;

/** Bytes of a part, so that no object has more parts than S3 takes. */
export function partBytes(size: number): number {
  return Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS / MB) * MB);
}

/** Bytes that an upload holds at a time. */
export function heldBytes(size: number): number {
  return partBytes(size) * (AT_ONCE + 1);
}

export interface PartsTarget {
  readonly at: { readonly Bucket: string; readonly Key: string } & Payer;
  /** As a person names it. */
  readonly path: string;
  /** What is kept with the object. */
  readonly kept: ReturnType<typeof asInput>;
}

/**
 * Uploads a body in parts. The object is there when all of them are, and whole; when anything fails, the parts that were
 * sent are taken away before the error is told.
 */
export async function uploadParts(
  requests: S3Requests,
  { at, path, kept }: PartsTarget,
  body: Readable,
  size: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const about = { action: "write" as const, key: at.Key };
  const { UploadId } = await requests.use({ ...about, signal }, (client) =>
    client.send(
      new CreateMultipartUploadCommand({ ...at, ...kept }),
      signal === undefined ? {} : { abortSignal: signal },
    ),
  );
  const stop = new AbortController();
  const abortSignal = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const sending = new Set<Promise<void>>();
  const parts: CompletedPart[] = [];
  const send = async (bytes: Buffer, PartNumber: number): Promise<void> => {
    const input = { ...at, UploadId, PartNumber, Body: bytes, ContentLength: bytes.length };
    const { ETag } = await requests.use({ ...about, signal: abortSignal }, (client) =>
      client.send(new UploadPartCommand(input), { abortSignal }),
    );
    parts.push({ PartNumber, ...(ETag !== undefined && { ETag }) });
  };
  try {
    let number = 0;
    let sent = 0;
    for await (const bytes of inParts(body, partBytes(size))) {
      if (sending.size >= AT_ONCE) await Promise.race(sending);
      number += 1;
      sent += bytes.length;
      const part = send(bytes, number);
      sending.add(part);
      part.then(
        () => sending.delete(part),
        // Whoever waits for it gets the error.
        () => {},
      );
    }
    await Promise.all(sending);
    if (sent !== size) throw bodyEndedEarly(path, sent, size);
    parts.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
    await requests.use({ ...about, signal }, (client) =>
      client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: parts } })),
    );
  } catch (error) {
    stop.abort();
    // A part that arrives after the upload was aborted would stay.
    await Promise.allSettled(sending);
    await requests
      .use(about, (client) => client.send(new AbortMultipartUploadCommand({ ...at, UploadId })))
      .catch(() => {});
    throw error;
  }
}

/** The body in pieces of the same size, but for the last one. */
async function* inParts(body: Readable, size: number): AsyncGenerator<Buffer> {
  let part = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    for (let from = 0; from < chunk.length; ) {
      const copied = chunk.copy(part, filled, from);
      from += copied;
      filled += copied;
      if (filled < size) continue;
      yield part;
      part = Buffer.allocUnsafe(size);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
