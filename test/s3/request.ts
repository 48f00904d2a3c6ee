import type { IncomingMessage } from "node:http";
import { badRequest } from "./errors.ts";

/** One request, read as far as its headers go. */
export interface S3Request {
  readonly method: string;
  /** Decoded, with the slash in front; without the bucket where the host name has it. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for requests to the service itself. */
  readonly bucket: string;
  /** Empty for requests to a bucket. */
  readonly key: string;
}

/** `BUCKET.localhost` is a bucket in the host name; every other host is the server, with the bucket in the path. */
const VIRTUAL_HOST = /^(.+)\.localhost(?::\d+)?$/;

export function parseRequest(message: IncomingMessage): S3Request {
  const url = message.url ?? "/";
  const mark = url.indexOf("?");
  const path = decode(mark === -1 ? url : url.slice(0, mark));
  const query = new Map<string, string>();
  for (const part of mark === -1 ? [] : url.slice(mark + 1).split("&")) {
    if (part === "") continue;
    const [name = "", ...value] = part.split("=");
    query.set(decode(name), decode(value.join("=")));
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) headers[name] = String(value);
  const host = VIRTUAL_HOST.exec(headers["host"] ?? "")?.[1];
  const [bucket, key] = host === undefined ? bucketInPath(path) : [host, path.slice(1)];
  return { method: message.method ?? "GET", path, query, headers, bucket, key };
}

function bucketInPath(path: string): [bucket: string, key: string] {
  const slash = path.indexOf("/", 1);
  return slash === -1 ? [path.slice(1), ""] : [path.slice(1, slash), path.slice(slash + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badRequest("InvalidURI", "Couldn't parse the specified URI.");
  }
}
