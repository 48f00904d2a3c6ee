import { createHash } from "node:crypto";
import type { Body } from "./body.ts";
import { isUnmodified, matches } from "./conditions.ts";
import { bytesContent } from "./content.ts";
import { badRequest, noSuchBucket, noSuchKey, preconditionFailed } from "./errors.ts";
import { keptHeaders } from "./read-object.ts";
import type { S3Request } from "./request.ts";
import { emptyResponse, type S3Response, xmlResponse } from "./response.ts";
import { type Bucket, type Store, type StoredObject, wholeSecond } from "./store.ts";
import { element, parseXml, records, textElement, xmlDocument } from "./xml.ts";

/** PutObject. */
export function writeObject(bucket: Bucket, { key, headers }: S3Request, body: Body): S3Response {
  checkWriteConditions(bucket, key, headers);
  const etag = etagOf(body.bytes);
  bucket.put(key, {
    content: bytesContent(body.bytes),
    etag,
    lastModified: wholeSecond(new Date()),
    headers: keptHeaders(headers),
    checksums: body.checksums,
  });
  return emptyResponse(200, { etag, ...body.checksums });
}

export function etagOf(bytes: Buffer): string {
  return `"${createHash("md5").update(bytes).digest("hex")}"`;
}

export function checkWriteConditions(bucket: Bucket, key: string, headers: S3Request["headers"]): void {
  const there = bucket.objects.get(key);
  if (headers["if-none-match"] === "*" && there !== undefined) throw preconditionFailed("If-None-Match");
  const ifMatch = headers["if-match"];
  if (ifMatch === undefined) return;
  if (there === undefined) throw noSuchKey(key);
  if (!matches(ifMatch, there.etag)) throw preconditionFailed("If-Match");
}

/** CopyObject. */
export function copyObject(store: Store, bucket: Bucket, { key, headers }: S3Request): S3Response {
  const source = copySource(store, headers);
  checkWriteConditions(bucket, key, headers);
  const isReplaced = headers["x-amz-metadata-directive"] === "REPLACE";
  if (source.object === bucket.objects.get(key) && !isReplaced)
    throw badRequest(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.",
    );
  const lastModified = wholeSecond(new Date());
  bucket.put(key, {
    ...source.object,
    lastModified,
    headers: isReplaced ? keptHeaders(headers) : source.object.headers,
  });
  return xmlResponse(200, copyResult("CopyObjectResult", source.object.etag, lastModified));
}

export function copyResult(name: string, etag: string, lastModified: Date): string {
  return xmlDocument(
    name,
    textElement("LastModified", lastModified.toISOString()),
    textElement("ETag", etag),
  );
}

/** What `x-amz-copy-source` names, its conditions held. */
export function copySource(store: Store, headers: S3Request["headers"]): { object: StoredObject } {
  const text = decodeURIComponent(headers["x-amz-copy-source"] ?? "").replace(/^\//, "");
  const slash = text.indexOf("/");
  if (slash === -1) throw badRequest("InvalidArgument", "Copy Source must mention the source bucket and key");
  const bucket = store.get(text.slice(0, slash));
  if (bucket === undefined) throw noSuchBucket(text.slice(0, slash));
  const object = bucket.objects.get(text.slice(slash + 1));
  if (object === undefined) throw noSuchKey(text.slice(slash + 1));
  if (isUnmodified(headers, object, "x-amz-copy-source-"))
    throw preconditionFailed("x-amz-copy-source-If-None-Match");
  return { object };
}

/** DeleteObjects. Keys that are not there count as deleted. */
export function deleteObjects(bucket: Bucket, request: S3Request, body: Body): S3Response {
  if (request.headers["content-md5"] === undefined && Object.keys(body.checksums).length === 0)
    throw badRequest("InvalidRequest", "Missing required header for this request: Content-MD5");
  const { Object: objects, Quiet: quiet } = parseXml(body.bytes, "Delete");
  const keys = records(objects).map((object) => String(object["Key"]));
  if (keys.length > 1000) throw badRequest("MalformedXML", "The XML you provided names more than 1,000 keys");
  for (const key of keys) bucket.remove(key);
  const deleted = quiet === "true" ? [] : keys;
  return xmlResponse(
    200,
    xmlDocument("DeleteResult", ...deleted.map((key) => element("Deleted", textElement("Key", key)))),
  );
}
