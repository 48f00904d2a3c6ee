import type { Body } from "./body.ts";
import { bucketExists, bucketNotEmpty, noSuchBucket, notImplemented } from "./errors.ts";
import { listObjects } from "./list.ts";
import { abortUpload, completeUpload, copyPart, createUpload, writePart } from "./multipart.ts";
import { readObject } from "./read-object.ts";
import type { S3Request } from "./request.ts";
import { emptyResponse, type S3Response, xmlResponse } from "./response.ts";
import { type Bucket, newBucket, type Store } from "./store.ts";
import { copyObject, deleteObjects, writeObject } from "./write-object.ts";
import { element, textElement, xmlDocument } from "./xml.ts";

/** What an operation has to work with. */
export interface Work {
  readonly store: Store;
  readonly request: S3Request;
  /** The server's. */
  readonly region: string;
  readonly body: () => Promise<Body>;
}

/** Does what the request asks for. Throws an S3Error. */
export async function operate(work: Work): Promise<S3Response> {
  const { store, request } = work;
  if (request.bucket === "") return listBuckets(work);
  if (request.key === "" && request.method === "PUT") return createBucket(work);
  const bucket = store.get(request.bucket);
  if (bucket === undefined) throw noSuchBucket(request.bucket);
  return request.key === "" ? bucketOperation(bucket, work) : objectOperation(bucket, work);
}

async function bucketOperation(bucket: Bucket, { store, request, body }: Work): Promise<S3Response> {
  const { method, query } = request;
  if (method === "HEAD") return emptyResponse(200, { "x-amz-bucket-region": bucket.region });
  if (method === "GET" && query.get("list-type") === "2") return listObjects(bucket, query);
  if (method === "GET" && query.has("location")) return location(bucket);
  if (method === "POST" && query.has("delete")) return deleteObjects(bucket, request, await body());
  if (method === "DELETE" && query.size <= 1) {
    if (bucket.objects.size > 0) throw bucketNotEmpty();
    store.delete(bucket.name);
    return emptyResponse(204);
  }
  throw notImplemented(`${method} of a bucket with ${[...query.keys()].join(", ") || "no parameters"}`);
}

async function objectOperation(bucket: Bucket, { store, request, body }: Work): Promise<S3Response> {
  const { method, query, headers } = request;
  const isOfUpload = query.has("uploadId");
  const isCopy = headers["x-amz-copy-source"] !== undefined;
  switch (method) {
    case "GET":
    case "HEAD":
      return readObject(bucket, request);
    case "PUT":
      if (isCopy) return isOfUpload ? copyPart(store, bucket, request) : copyObject(store, bucket, request);
      return isOfUpload
        ? writePart(bucket, request, await body())
        : writeObject(bucket, request, await body());
    case "POST":
      if (query.has("uploads")) return createUpload(bucket, request);
      if (isOfUpload) return completeUpload(bucket, request, await body());
      break;
    case "DELETE":
      if (isOfUpload) return abortUpload(bucket, request);
      bucket.remove(request.key);
      return emptyResponse(204);
  }
  throw notImplemented(`${method} of an object with ${[...query.keys()].join(", ") || "no parameters"}`);
}

function listBuckets({ store, request }: Work): S3Response {
  if (request.method !== "GET") throw notImplemented(`${request.method} of the service`);
  const buckets = [...store.values()].map(({ name, created }) =>
    element("Bucket", textElement("Name", name), textElement("CreationDate", created.toISOString())),
  );
  return xmlResponse(200, xmlDocument("ListAllMyBucketsResult", element("Buckets", ...buckets)));
}

function createBucket({ store, request, region }: Work): S3Response {
  if (store.has(request.bucket)) throw bucketExists();
  store.set(request.bucket, newBucket(request.bucket, region, false));
  return emptyResponse(200, { location: `/${request.bucket}` });
}

function location({ region }: Bucket): S3Response {
  // The oldest region has no name here.
  const text = region === "us-east-1" ? "" : region;
  return xmlResponse(
    200,
    `<?xml version="1.0" encoding="UTF-8"?>\n${textElement("LocationConstraint", text)}`,
  );
}
