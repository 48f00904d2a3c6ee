import { networkFailure } from "./network-failure.ts";

/** What went wrong with a request, as far as it can be told from what AWS's client throws. */
export type Failure =
  | { readonly kind: "no-bucket" }
  /** 404 without a reason, as HEAD is answered: the bucket or the key. */
  | { readonly kind: "not-found" }
  | { readonly kind: "no-key" }
  /** If-Match or a range did not fit. */
  | { readonly kind: "changed" }
  | { readonly kind: "denied"; readonly message: string }
  | { readonly kind: "expired" }
  | { readonly kind: "wrong-secret" }
  | { readonly kind: "unknown-key-id" }
  | { readonly kind: "wrong-token" }
  | { readonly kind: "clock" }
  /** `told` is the right region, where the server tells it. */
  | { readonly kind: "wrong-region"; readonly told: string | undefined }
  | { readonly kind: "archived" }
  /** An upload in parts that was begun is over: somebody has ended it, or a rule of the bucket. */
  | { readonly kind: "no-upload" }
  | { readonly kind: "busy"; readonly code: string }
  | { readonly kind: "unreachable"; readonly reason: string }
  | { readonly kind: "tls"; readonly reason: string }
  /** What answers speaks no TLS. */
  | { readonly kind: "no-tls" }
  | { readonly kind: "other"; readonly code: string; readonly message: string };

/** The parts of AWS's exceptions that are looked at. */
interface Thrown {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly Code?: string;
  readonly Region?: string;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string | undefined>> };
}

const BY_CODE: Readonly<Record<string, Exclude<Failure["kind"], "denied" | "wrong-region" | "busy">>> = {
  NoSuchBucket: "no-bucket",
  NotFound: "not-found",
  NoSuchKey: "no-key",
  NoSuchVersion: "no-key",
  PreconditionFailed: "changed",
  InvalidRange: "changed",
  ExpiredToken: "expired",
  ExpiredTokenException: "expired",
  RequestExpired: "expired",
  TokenRefreshRequired: "expired",
  SignatureDoesNotMatch: "wrong-secret",
  InvalidAccessKeyId: "unknown-key-id",
  InvalidToken: "wrong-token",
  InvalidTokenId: "wrong-token",
  InvalidClientTokenId: "unknown-key-id",
  RequestTimeTooSkewed: "clock",
  InvalidObjectState: "archived",
  NoSuchUpload: "no-upload",
};

/** Answers below 500 that another attempt can help. */
const BUSY: ReadonlySet<string> = new Set([
  "RequestTimeout",
  "OperationAborted",
  "ConditionalRequestConflict",
]);

const BY_STATUS: Readonly<Record<number, string>> = {
  403: "AccessDenied",
  404: "NotFound",
  412: "PreconditionFailed",
  416: "InvalidRange",
};

const WRONG_REGION: ReadonlySet<string> = new Set([
  "PermanentRedirect",
  "TemporaryRedirect",
  "AuthorizationHeaderMalformed",
  "IllegalLocationConstraintException",
]);

/** Undefined when it is not the server's or the network's: a defect. */
export function failureOf(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined;
  const thrown = error as Thrown;
  const status = thrown.$metadata?.httpStatusCode;
  return status === undefined ? networkFailure(error) : serverFailure(thrown, status);
}

function serverFailure(thrown: Thrown, status: number): Failure {
  const { message = "" } = thrown;
  const named = thrown.Code ?? thrown.name ?? "";
  const code = isCode(named) ? named : (BY_STATUS[status] ?? `${status}`);
  const told = thrown.Region ?? thrown.$response?.headers?.["x-amz-bucket-region"];
  if (status === 301 || status === 307 || WRONG_REGION.has(code)) return { kind: "wrong-region", told };
  // HEAD has no reason in it; the region is only told where it is another one, or the right one all the same.
  if (status === 400 && !isCode(named) && told !== undefined) return { kind: "wrong-region", told };
  const kind = BY_CODE[code];
  if (kind !== undefined) return { kind, code, message, reason: message, told } as Failure;
  if (status === 401 || status === 403) return { kind: "denied", message: isCode(named) ? message : "" };
  if (status === 429 || status >= 500 || BUSY.has(code))
    return { kind: "busy", code: isCode(named) ? `${status} ${code}` : code };
  return { kind: "other", code: isCode(named) ? `${status} ${code}` : code, message };
}

/** Without a body, or with one that is not S3's, the client has no better name for an error than these. */
function isCode(name: string): boolean {
  return (
    name !== "" && name !== "Unknown" && name !== "UnknownError" && name !== "Error" && !/^\d+$/.test(name)
  );
}
