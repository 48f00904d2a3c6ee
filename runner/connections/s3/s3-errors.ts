import { assertNever, UserError } from "../../../protocol/user-error.ts";
import { objectChanged, objectRemoved } from "../lake-errors.ts";
import { type Failure, failureOf } from "./failure.ts";
import { lakeWords } from "./lake-words.ts";
import type { SessionToken } from "./session-token.ts";

/** What was asked of the bucket. */
export type Action = "list" | "read" | "write";

/** What an error says about where it happened. */
export interface Where {
  readonly lake: string;
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  /** Whose credentials they were: `the profile "prod" (key …WXYZ)`; undefined for anonymous access. */
  readonly identity: string | undefined;
  /** A person's command to get new credentials, where there is one. */
  readonly renewal: string | undefined;
  /** Undefined for anonymous access. */
  readonly token: SessionToken | undefined;
  readonly action: Action;
  /** As a person names it: `s3://bucket/key`. The bucket, where it was about no key. */
  readonly path: string;
}

/** The UserError for something that AWS's client threw. What is not the server's or the network's stays as it is. */
export function s3Error(where: Where, error: unknown): unknown {
  if (error instanceof UserError) return error;
  const failure = failureOf(error);
  return failure === undefined ? error : errorFor(where, failure, error);
}

function errorFor(where: Where, failure: Failure, cause: unknown): UserError {
  const { bucket, path, region } = where;
  const words = wordsOf(where);
  switch (failure.kind) {
    case "no-bucket":
      return noSuchBucket(where);
    case "not-found":
      return path === `s3://${bucket}` ? noSuchBucket(where) : objectRemoved(path);
    case "no-key":
      return objectRemoved(path);
    case "changed":
      return objectChanged(path);
    case "denied":
      return denied(where, failure.message, cause);
    case "expired":
      return new UserError({
        code: "lake-credentials-expired",
        message: `The credentials of ${words.lake} have expired: those of ${where.identity ?? "nobody"}.`,
        next: where.renewal ?? "Get new ones, put them where the old ones are, and try again.",
        cause,
      });
    case "wrong-secret":
      return refused(where, "secretAccessKey", cause);
    case "unknown-key-id":
      return refused(where, "accessKeyId", cause);
    case "wrong-token":
      return refused(where, "sessionToken", cause);
    case "clock":
      return new UserError({
        code: "lake-clock-skew",
        message: `The server of ${words.lake} refuses requests because this computer's clock differs too much from its own.`,
        next: "Set the clock; requests are signed with the time.",
        cause,
      });
    case "wrong-region":
      return new UserError({
        code: "lake-wrong-region",
        message:
          failure.told === undefined || failure.told === region
            ? `The bucket ${bucket}${words.ofLake} is not in the region ${region}${at(where)}.`
            : `The bucket ${bucket}${words.ofLake} is in the region ${failure.told}, and was asked for in ${region}${at(where)}.`,
        setting: ["region"],
        next: `${words.setRegion(failure.told, where.endpoint !== undefined)}.`,
        cause,
      });
    case "archived":
      return new UserError({
        code: "lake-object-archived",
        message: `${path} is archived: its storage class keeps it where it cannot be read at once.`,
        next: "Restore the object first (aws s3api restore-object), or leave it out by the task's key pattern.",
        cause,
      });
    case "no-upload":
      return new UserError({
        code: "lake-write-failed",
        message: `The upload of ${path} in parts was ended from elsewhere before it was complete.`,
        next: "Run the command again; if it stays, look at the bucket's lifecycle rules.",
        retryable: true,
        cause,
      });
    case "busy":
      return new UserError({
        code: "lake-busy",
        message: `The server of ${words.lake} could not ${ACTIONS[where.action].verb} ${path} in several attempts: it answered ${failure.code}.`,
        next: /SlowDown|Throttl|RequestLimit|TooManyRequests|503|429/i.test(failure.code)
          ? "Try again later; if it stays, let fewer tasks read at the same time."
          : "Try again later; if it stays, look at the server, or ask those who keep it.",
        retryable: true,
        cause,
      });
    case "unreachable":
      return new UserError({
        code: "lake-unreachable",
        message: `The server of ${words.lake}${at(where, "its address is ")} cannot be reached: ${failure.reason}.`,
        next:
          where.endpoint === undefined
            ? `Check the network, and ${words.region}.`
            : `Check that the server runs, and the host and the port of ${words.endpoint}.`,
        setting: addressSetting(where),
        retryable: true,
        cause,
      });
    case "tls":
      return new UserError({
        code: "lake-tls",
        message: `The connection to the server of ${words.lake}${at(where, "its address is ")} is not safe: ${failure.reason}.`,
        next: "Name the file of your own certificate authority in AWS_CA_BUNDLE.",
        setting: addressSetting(where),
        cause,
      });
    case "no-tls":
      return new UserError({
        code: "lake-tls",
        message: `The server of ${words.lake}${at(where, "its address is ")} speaks no TLS at that port.`,
        next: `Write http:// in ${words.endpoint}, or the port where the server speaks TLS.`,
        setting: addressSetting(where),
        cause,
      });
    case "other":
      return new UserError({
        code: where.action === "write" ? "lake-write-failed" : "lake-read-failed",
        message: `${ACTIONS[where.action].failed} ${path} failed: the server answered ${failure.code}${detail(failure.message)}.`,
        next: `Check ${words.endpoint} and the other settings.`,
        cause,
      });
    default:
      return assertNever(failure);
  }
}

const ACTIONS: Readonly<Record<Action, { verb: string; failed: string; done: string; permission: string }>> =
  {
    list: { verb: "list", failed: "Listing", done: "listed", permission: "s3:ListBucket on the bucket" },
    read: {
      verb: "read",
      failed: "Reading",
      done: "read",
      permission:
        "s3:GetObject on the bucket's objects, and s3:ListBucket on the bucket (without it, what is missing is refused too)",
    },
    write: {
      verb: "write",
      failed: "Writing",
      done: "written",
      permission: "s3:PutObject and s3:AbortMultipartUpload on the bucket's objects",
    },
  };

function wordsOf({ lake, bucket }: Where): ReturnType<typeof lakeWords> {
  return lakeWords({ name: lake, bucket });
}

function noSuchBucket(where: Where): UserError {
  const { bucket, endpoint } = where;
  const place = endpoint === undefined ? "" : ` at ${endpoint}`;
  return new UserError({
    code: "lake-missing",
    message: `The bucket ${bucket}${wordsOf(where).ofLake} does not exist${place}.`,
    next: "Correct the bucket's name, or create it.",
    setting: ["bucket"],
  });
}

function denied(where: Where, message: string, cause: unknown): UserError {
  const { path, action, identity } = where;
  const { ofLake, signIn } = wordsOf(where);
  if (identity === undefined) {
    return new UserError({
      code: "lake-access-denied",
      message: `${path}${ofLake} may not be ${ACTIONS[action].done} without credentials${detail(message)}.`,
      next: `${signIn} and sign in; only public buckets are open to everybody.`,
      setting: ["credentials"],
      cause,
    });
  }
  return new UserError({
    code: "lake-access-denied",
    message: `${path}${ofLake} may not be ${ACTIONS[action].done} by ${identity}${detail(message)}.`,
    next: `Give that identity ${ACTIONS[action].permission}; or use another profile or other credentials.`,
    setting: ["credentials"],
    cause,
  });
}

const REFUSALS = {
  accessKeyId: "the server does not know the access key id",
  secretAccessKey: "the secret access key does not belong to the access key id",
  sessionToken: "the session token is not one of the server's",
} as const;

function refused(where: Where, what: keyof typeof REFUSALS, cause: unknown): UserError {
  const { identity, token } = where;
  // A key id that is known to nobody without its token.
  const isOfToken = what === "sessionToken" || (what === "accessKeyId" && token?.isMissing === true);
  const reason = isOfToken && token?.isGiven === false ? NO_TOKEN : REFUSALS[what];
  return new UserError({
    code: "lake-credentials-refused",
    message: `The server of ${wordsOf(where).lake} refuses the credentials of ${identity ?? "nobody"}: ${reason}.`,
    next: isOfToken
      ? nextAfterToken(where)
      : "Correct the access key id and the secret access key where they are kept.",
    setting: ["credentials", isOfToken ? "sessionToken" : what],
    cause,
  });
}

const NO_TOKEN = "they are temporary, and there is no session token";

function nextAfterToken({ token, renewal }: Where): string {
  const again = renewal ?? "Sign in again where the keys come from.";
  if (token?.kept === undefined) return again;
  const verb = token.isGiven ? "Correct" : "Set";
  return `${verb} the session token that came with the keys (${token.kept}), or get new keys: each has its own.`;
}

/** Where the address comes from. */
function addressSetting({ endpoint }: Where): readonly string[] {
  return [endpoint === undefined ? "region" : "endpoint"];
}

/** What answered was a web server, but not one with the interface of S3. */
export function notS3(where: Where): UserError {
  const { endpoint, path } = where;
  const words = wordsOf(where);
  return new UserError({
    code: "lake-read-failed",
    message: `What answered for ${path}${words.ofLake}${endpoint === undefined ? "" : ` at ${endpoint}`} is not a server with the interface of S3.`,
    next: `Check ${words.endpoint}: other servers often have a port for their web pages beside that of S3.`,
    setting: ["endpoint"],
  });
}

/** A body broke off, and all attempts to go on brought nothing. */
export function bodyStopped(
  path: string,
  offset: number,
  size: number,
  reason: string,
  cause: unknown,
): UserError {
  return new UserError({
    code: "lake-read-failed",
    message: `Reading ${path} stopped at byte ${offset} of ${size}, and further attempts brought nothing: ${reason}.`,
    next: "Try again; if it stays, read the object with another tool.",
    retryable: true,
    cause,
  });
}

function at({ endpoint }: Where, word = "at "): string {
  if (endpoint === undefined) return "";
  return word === "at " ? ` at ${endpoint}` : ` (${word}${endpoint})`;
}

/** The server's own words, unless they only repeat the code. */
function detail(message: string): string {
  const text = message.trim().replace(/\.$/, "");
  return text === "" || /^(access ?denied|forbidden|unknown ?error)$/i.test(text) ? "" : `: ${text}`;
}
