import { createHash, randomUUID } from "node:crypto";
import type { Body } from "./body.ts";
import { matches } from "./conditions.ts";
import { bytesContent } from "./content.ts";
import { badRequest, noSuchUpload } from "./errors.ts";
import { keptHeaders, parseRange } from "./read-object.ts";
import type { S3Request } from "./request.ts";
import { emptyResponse, type S3Response, xmlResponse } from "./response.ts";
import { type Bucket, type Store, type Upload, wholeSecond } from "./store.ts";
import { checkWriteConditions, copyResult, copySource, etagOf } from "./write-object.ts";
import { parseXml, records, textElement, xmlDocument } from "./xml.ts";

const LEAST_PART = 5 << 20;
const MOST_PARTS = 10_000;

export function createUpload(bucket: Bucket, { key, headers }: S3Request): S3Response {
  const id = randomUUID();
  bucket.uploads.set(id, { key, headers: keptHeaders(headers), parts: new Map() });
  return xmlResponse(
    200,
    xmlDocument(
      "InitiateMultipartUploadResult",
      textElement("Bucket", bucket.name),
      textElement("Key", key),
      textElement("UploadId", id),
    ),
  );
}

export function writePart(bucket: Bucket, request: S3Request, body: Body): S3Response {
  const etag = etagOf(body.bytes);
  uploadOf(bucket, request).parts.set(partNumber(request), { bytes: body.bytes, etag });
  return emptyResponse(200, { etag, ...body.checksums });
}

/** UploadPartCopy. */
export function copyPart(store: Store, bucket: Bucket, request: S3Request): S3Response {
  const upload = uploadOf(bucket, request);
  const { content } = copySource(store, request.headers).object;
  const [start, end] = parseRange(request.headers["x-amz-copy-source-range"], content.size) ?? [
    0,
    content.size,
  ];
  const bytes = Buffer.concat([...content.read(start, end)]);
  upload.parts.set(partNumber(request), { bytes, etag: etagOf(bytes) });
  return xmlResponse(200, copyResult("CopyPartResult", etagOf(bytes), wholeSecond(new Date())));
}

export function completeUpload(bucket: Bucket, request: S3Request, body: Body): S3Response {
  const upload = uploadOf(bucket, request);
  const named = records(parseXml(body.bytes, "CompleteMultipartUpload")["Part"]);
  const parts = named.map(({ PartNumber: number, ETag: etag }) => {
    const part = upload.parts.get(Number(number));
    if (part === undefined || !matches(String(etag), part.etag))
      throw badRequest("InvalidPart", "One or more of the specified parts could not be found.");
    return { number: Number(number), ...part };
  });
  if (parts.some(({ number }, i) => number <= (parts[i - 1]?.number ?? 0)))
    throw badRequest("InvalidPartOrder", "The list of parts was not in ascending order.");
  if (parts.slice(0, -1).some(({ bytes }) => bytes.length < LEAST_PART))
    throw badRequest("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
  checkWriteConditions(bucket, request.key, request.headers);
  const hashes = parts.map(({ etag }) => Buffer.from(etag.slice(1, -1), "hex"));
  const etag = `"${createHash("md5").update(Buffer.concat(hashes)).digest("hex")}-${parts.length}"`;
  bucket.put(request.key, {
    content: bytesContent(Buffer.concat(parts.map(({ bytes }) => bytes))),
    etag,
    lastModified: wholeSecond(new Date()),
    headers: upload.headers,
    checksums: {},
  });
  bucket.uploads.delete(request.query.get("uploadId") ?? "");
  return xmlResponse(
    200,
    xmlDocument(
      "CompleteMultipartUploadResult",
      textElement("Bucket", bucket.name),
      textElement("Key", request.key),
      textElement("ETag", etag),
    ),
  );
}

export function abortUpload(bucket: Bucket, request: S3Request): S3Response {
  uploadOf(bucket, request);
  bucket.uploads.delete(request.query.get("uploadId") ?? "");
  return emptyResponse(204);
}

function uploadOf(bucket: Bucket, { key, query }: S3Request): Upload {
  const upload = bucket.uploads.get(query.get("uploadId") ?? "");
  if (upload === undefined || upload.key !== key) throw noSuchUpload();
  return upload;
}

function partNumber({ query }: S3Request): number {
  const number = Number(query.get("partNumber"));
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS)
    throw badRequest("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
  return number;
}
