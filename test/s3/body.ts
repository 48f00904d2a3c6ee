import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { checkedChecksums } from "./checksums.ts";
import { badRequest, missingContentLength, notImplemented } from "./errors.ts";
import type { S3Request } from "./request.ts";

/** What a request brought, after all that it says of it was found true. */
export interface Body {
  readonly bytes: Buffer;
  /** Checksums that came with it, by the headers' names. */
  readonly checksums: Readonly<Record<string, string>>;
}

/** Rejects when the connection ends before the body does. */
export async function readBody(message: IncomingMessage, { headers }: S3Request): Promise<Body> {
  if (headers["content-length"] === undefined && headers["x-amz-decoded-content-length"] === undefined)
    throw missingContentLength();
  const pieces: Buffer[] = [];
  for await (const piece of message) pieces.push(piece as Buffer);
  const raw = Buffer.concat(pieces);
  const payload = headers["x-amz-content-sha256"];
  if (payload?.startsWith("STREAMING-AWS4-")) throw notImplemented("chunks that are signed one by one");
  if (payload !== "STREAMING-UNSIGNED-PAYLOAD-TRAILER") {
    if (payload !== undefined && payload !== "UNSIGNED-PAYLOAD") checkPayload(payload, raw);
    return { bytes: raw, checksums: checkedChecksums(headers, raw) };
  }
  const { bytes, trailers } = decodeChunks(raw);
  if (Number(headers["x-amz-decoded-content-length"]) !== bytes.length) throw incompleteBody();
  for (const name of (headers["x-amz-trailer"] ?? "").split(",").filter((text) => text !== ""))
    if (trailers[name.trim()] === undefined)
      throw badRequest("MalformedTrailerError", `The trailer ${name} did not come.`);
  return { bytes, checksums: checkedChecksums({ ...headers, ...trailers }, bytes) };
}

function checkPayload(expected: string, raw: Buffer): void {
  if (createHash("sha256").update(raw).digest("hex") !== expected)
    throw badRequest(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
}

/** `aws-chunked`: each piece behind its length in hexadecimal, an empty one, then trailers. */
function decodeChunks(raw: Buffer): { bytes: Buffer; trailers: Record<string, string> } {
  const pieces: Buffer[] = [];
  let at = 0;
  const line = (): string => {
    const end = raw.indexOf("\r\n", at);
    if (end === -1) throw incompleteBody();
    const text = raw.toString("latin1", at, end);
    at = end + 2;
    return text;
  };
  for (;;) {
    const length = Number.parseInt(line(), 16);
    if (Number.isNaN(length) || at + length > raw.length) throw incompleteBody();
    if (length === 0) break;
    pieces.push(raw.subarray(at, at + length));
    at += length;
    if (line() !== "") throw incompleteBody();
  }
  const trailers: Record<string, string> = {};
  for (let text = line(); text !== ""; text = line()) {
    const colon = text.indexOf(":");
    trailers[text.slice(0, colon).toLowerCase()] = text.slice(colon + 1).trim();
  }
  return { bytes: Buffer.concat(pieces), trailers };
}

function incompleteBody(): Error {
  return badRequest(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
}
