import { permanentRedirect, S3Error, timeTooSkewed, wrongRegion } from "../s3/errors.ts";
import { denied, type Fault, internalError, slowDown } from "../s3/faults.ts";

/** A way to get an S3 connection wrong, or to be let down by a server. */
export interface BadLake {
  readonly name: string;
  /** Fields of the connection that differ from one that works. */
  readonly connection?: Readonly<Record<string, unknown>>;
  /** Fields that it has not. */
  readonly without?: readonly string[];
  /** What the server does with every request for the case's bucket. */
  readonly fault?: Fault;
  /** Only with requests for objects, not with listings. */
  readonly isAboutObjects?: boolean;
  /** By key below `in/`. */
  readonly objects?: Readonly<Record<string, string>>;
  /** True when all of it is loaded: what looks like a mistake and is none. */
  readonly isFine?: boolean;
}

const refusal = (error: S3Error): Fault => ({ kind: "error", error });

export const S3_CASES: readonly BadLake[] = [
  { name: "a bucket that is not there", connection: { bucket: "no-such-bucket" } },
  { name: "a prefix without objects", connection: { prefix: "nothing/here/" } },
  { name: "a region that the server insists on", fault: refusal(wrongRegion("us-east-1", "eu-west-1")) },
  { name: "a bucket that is served elsewhere", fault: refusal(permanentRedirect("raw", "eu-west-1")) },
  { name: "no credentials at all", without: ["credentials"] },
  { name: "a profile that is not there", without: ["credentials"], connection: { profile: "nobody" } },
  { name: "a single sign-on that has ended", without: ["credentials"], connection: { profile: "sso" } },
  {
    name: "a wrong secret",
    connection: { credentials: { accessKeyId: { env: "LAKE_KEY_ID" }, secretAccessKey: { env: "WRONG" } } },
  },
  {
    name: "a key id that the server does not know",
    connection: { credentials: { accessKeyId: { env: "WRONG" }, secretAccessKey: { env: "LAKE_SECRET" } } },
  },
  {
    name: "a variable that is not set",
    connection: { credentials: { accessKeyId: { env: "LAKE_KEY_ID" }, secretAccessKey: { env: "NOT_SET" } } },
  },
  {
    name: "keys that have expired",
    fault: refusal(new S3Error(400, "ExpiredToken", "The provided token has expired.")),
  },
  { name: "no right to list", fault: denied() },
  { name: "no right to read", fault: denied(), isAboutObjects: true },
  {
    name: "no right to read, as AWS puts it",
    fault: refusal(
      new S3Error(
        403,
        "AccessDenied",
        'User: arn:aws:iam::123456789012:user/ann is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::raw/a.json" because no identity-based policy allows the s3:GetObject action',
      ),
    ),
    isAboutObjects: true,
  },
  { name: "a private bucket without credentials", without: ["credentials"], connection: { anonymous: true } },
  { name: "a clock that is wrong", fault: refusal(timeTooSkewed()) },
  {
    name: "an object in an archive",
    fault: refusal(
      new S3Error(403, "InvalidObjectState", "The operation is not valid for the object's storage class"),
    ),
    isAboutObjects: true,
  },
  { name: "a port that nobody listens to", connection: { endpoint: "http://127.0.0.1:9" } },
  { name: "a host that does not exist", connection: { endpoint: "http://s3.nowhere.invalid:9000" } },
  { name: "https where there is none", connection: { endpoint: "https://ENDPOINT" } },
  { name: "a server that is out of order", fault: internalError() },
  { name: "a server that is busy", fault: slowDown() },
  { name: "a server that ends connections", fault: { kind: "reset" } },
  { name: "an object that ends too early", fault: { kind: "cut", after: 0 }, isAboutObjects: true },
  {
    name: "an object that goes while it is read",
    fault: refusal(new S3Error(404, "NoSuchKey", "The specified key does not exist.")),
    isAboutObjects: true,
  },
  {
    name: "an object that changes while it is read",
    fault: refusal(new S3Error(412, "PreconditionFailed", "At least one of the preconditions did not hold")),
    isAboutObjects: true,
  },
  { name: "an empty file", objects: { "empty.json": "", "a.json": '{"id":1}\n' }, isFine: true },
  { name: "nothing but an empty file", objects: { "empty.json": "" }, isFine: true },
  {
    name: "markers of directories",
    objects: { "2026/": "", "2026/11/": "", "2026/11/a.json": '{"id":1}\n{"id":2}\n' },
    isFine: true,
  },
  {
    name: "keys with blanks, +, %, quotes, #, ? and other letters",
    objects: {
      "with blank.json": '{"id":1}\n',
      " first and last ": '{"id":2}\n',
      "a+b.json": '{"id":3}\n',
      "100%25.json": '{"id":4}\n',
      'it\'s "quoted".json': '{"id":5}\n',
      "a?b=c&d#e.json": '{"id":6}\n',
      "Björk/日本語 🎵.json": '{"id":7}\n',
      "a//b.json": '{"id":8}\n',
    },
    isFine: true,
  },
  {
    name: "a broken record under a key with blanks, % and other letters",
    objects: { "Björk/50% off.json": '{"id":1}\n{"id":\n' },
  },
  {
    name: "another region than the bucket's, where the server says which",
    connection: { region: "ap-south-1" },
    isFine: true,
  },
];
