import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import {
  accessDenied,
  authorizationMalformed,
  expiredToken,
  invalidAccessKeyId,
  invalidToken,
  signatureDoesNotMatch,
  timeTooSkewed,
} from "./errors.ts";
import type { S3Request } from "./request.ts";

/** Keys that the server knows. */
export interface KnownKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What a header `Authorization` says, before anything of it is believed. */
export interface Authorization {
  readonly accessKeyId: string;
  /** As 20260131. */
  readonly day: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const FORM =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
const MOST_SKEW_MS = 15 * 60 * 1000;

/** Undefined for a request without one. */
export function readAuthorization({ headers }: S3Request): Authorization | undefined {
  const header = headers["authorization"];
  if (header === undefined) return undefined;
  const [, accessKeyId, day, region, signedHeaders, signature] = FORM.exec(header) ?? [];
  if (!accessKeyId || !day || !region || !signedHeaders || !signature)
    throw authorizationMalformed("it is not of the form of AWS Signature Version 4 for S3.");
  return { accessKeyId, day, region, signedHeaders: signedHeaders.split(";"), signature };
}

/** Throws S3's error unless the keys are known, in force, and have signed this very request. */
export function checkSignature(
  request: S3Request,
  authorization: Authorization,
  known: KnownKeys | undefined,
  state: { readonly isExpired: boolean; readonly now: number },
): void {
  if (known === undefined) throw invalidAccessKeyId(authorization.accessKeyId);
  if (state.isExpired) throw expiredToken();
  if (request.headers["x-amz-security-token"] !== known.sessionToken) throw invalidToken();
  const time = request.headers["x-amz-date"] ?? "";
  const sent = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (Number.isNaN(sent) || !time.startsWith(authorization.day)) throw accessDenied();
  if (Math.abs(state.now - sent) > MOST_SKEW_MS) throw timeTooSkewed();
  const signed = new Set(authorization.signedHeaders);
  for (const name of ["host", ...Object.keys(request.headers)])
    if ((name === "host" || name.startsWith("x-amz-")) && !signed.has(name)) throw accessDenied();

  const canonical = canonicalRequest(request, authorization.signedHeaders);
  const scope = `${authorization.day}/${authorization.region}/s3/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${createHash("sha256").update(canonical).digest("hex")}`;
  const expected = hmac(signingKey(known.secretAccessKey, authorization), toSign);
  if (!timingSafeEqual(expected, Buffer.from(authorization.signature, "hex")))
    throw signatureDoesNotMatch(canonical);
}

/** Steps of "Create a canonical request" in AWS's description of Signature Version 4; S3 encodes the path once. */
function canonicalRequest(request: S3Request, signedHeaders: readonly string[]): string {
  const path = request.path.split("/").map(encode).join("/");
  const query = [...request.query]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const headers = signedHeaders
    .map((name) => `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}\n`)
    .join("");
  const payload = request.headers["x-amz-content-sha256"] ?? "";
  return [request.method, path, query, headers, signedHeaders.join(";"), payload].join("\n");
}

/** RFC 3986: all but the unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function signingKey(secret: string, { day, region }: Authorization): Buffer {
  return ["s3", "aws4_request"].reduce(hmac, hmac(hmac(`AWS4${secret}`, day), region));
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
