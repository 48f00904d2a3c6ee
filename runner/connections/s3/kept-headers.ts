import type { GetObjectCommandOutput, PutObjectCommandInput } from "@aws-sdk/client-s3";
import type { ObjectHeaders } from "../lake.ts";

type Field = "ContentType" | "ContentEncoding" | "ContentLanguage" | "ContentDisposition" | "CacheControl";

/** The headers that S3 keeps with an object, and their names in AWS's client. */
const FIELDS: readonly (readonly [header: string, field: Field])[] = [
  ["content-type", "ContentType"],
  ["content-encoding", "ContentEncoding"],
  ["content-language", "ContentLanguage"],
  ["content-disposition", "ContentDisposition"],
  ["cache-control", "CacheControl"],
];
const KEPT: ReadonlySet<string> = new Set(["expires", ...FIELDS.map(([header]) => header)]);
/** What people have given an object themselves. */
const OWN = "x-amz-meta-";

/** Of the headers of an answer, by names in lower case, those that are the object's. */
export function keptHeaders(told: Readonly<Record<string, string | undefined>>): ObjectHeaders {
  const kept: Record<string, string> = {};
  for (const name in told) {
    const value = told[name];
    if (value !== undefined && (KEPT.has(name) || name.startsWith(OWN))) kept[name] = value;
  }
  return kept;
}

/** The same of what AWS's client has made of an answer. */
export function keptOfOutput(output: GetObjectCommandOutput): ObjectHeaders {
  const own = Object.entries(output.Metadata ?? {}).map(([name, value]) => [`${OWN}${name}`, value]);
  const fields = FIELDS.map(([header, field]) => [header, output[field]]);
  return keptHeaders(Object.fromEntries([...fields, ["expires", output.ExpiresString], ...own]));
}

/** As AWS's client takes them for a new object. What it could not send is left out. */
export function asInput(headers: ObjectHeaders): Pick<PutObjectCommandInput, Field | "Expires" | "Metadata"> {
  const input: Partial<Record<Field, string>> = {};
  for (const [header, field] of FIELDS) {
    const value = header === "content-encoding" ? ofContent(headers[header]) : headers[header];
    if (value && isAscii(value)) input[field] = value;
  }
  const own = Object.entries(headers).filter(([name]) => name.startsWith(OWN));
  const expires = httpDate(headers["expires"]);
  return {
    ...input,
    ...(expires !== undefined && { Expires: expires }),
    ...(own.length > 0 && {
      Metadata: Object.fromEntries(own.map(([name, value]) => [name.slice(OWN.length), sendable(value)])),
    }),
  };
}

/** S3 keeps whatever it is sent, also `3600` and `0`, which a date would be made of that nobody meant. */
function httpDate(text: string | undefined): Date | undefined {
  const date = text !== undefined && /GMT$/.test(text) ? new Date(text) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

/** Some servers keep with an object that it was sent in signed chunks, which is said of a request and not of its bytes. */
function ofContent(encoding: string | undefined): string | undefined {
  return encoding
    ?.split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && one.toLowerCase() !== "aws-chunked")
    .join(",");
}

/** AWS's client signs other texts than it sends. */
function isAscii(value: string): boolean {
  return /^[\x20-\x7e\t]*$/.test(value);
}

/** S3 gives texts that are not ASCII as RFC 2047 has them, and takes them so; other servers give bare UTF-8. */
function sendable(value: string): string {
  return isAscii(value) ? value : `=?UTF-8?B?${Buffer.from(value, "latin1").toString("base64")}?=`;
}
