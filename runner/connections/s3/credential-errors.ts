import { UserError } from "../../../protocol/user-error.ts";
import type { Origin } from "./credentials.ts";
import { failureOf } from "./failure.ts";
import { lakeWords } from "./lake-words.ts";
import type { S3Options } from "./options.ts";
import { sharedFiles } from "./shared-config.ts";

/** `role`: it was asked for with credentials that were there. */
export function credentialsFailed(
  options: S3Options,
  origin: Origin,
  role: string | undefined,
  error: unknown,
): unknown {
  // Keys of the connection come by reference, and whoever resolves that tells what is wrong with it.
  if (!(error instanceof Error) || (origin.kind === "connection" && role === undefined)) return error;
  const words = lakeWords(options);
  const failure = failureOf(error);
  const reason = failure?.kind === "unreachable" ? failure.reason : reasonOf(error);
  if (role !== undefined) return roleRefused(options, originName(origin), role, reason, failure?.kind, error);
  if (failure?.kind === "unreachable" || failure?.kind === "busy") {
    return new UserError({
      code: "lake-no-credentials",
      message: `The credentials of ${words.lake} could not be asked for: ${reason}.`,
      next: "Check the network and try again.",
      retryable: true,
      cause: error,
    });
  }
  if (isExpired(error)) {
    return new UserError({
      code: "lake-credentials-expired",
      message: `The sign-in behind the credentials of ${words.lake} (${originName(origin)}) has expired.`,
      next: renewalOf(origin, true) ?? "Sign in again where they come from.",
      cause: error,
    });
  }
  if (origin.kind === "profile") {
    const { config, credentials } = sharedFiles(options);
    const isEmpty = /^Could not resolve credentials using profile/.test(reason);
    return new UserError({
      code: "lake-no-credentials",
      message: isEmpty
        ? `The AWS profile "${origin.profile}" of ${words.lake} is not there, or has no credentials.`
        : `The AWS profile "${origin.profile}" of ${words.lake} gives no credentials: ${reason}.`,
      next: `Look at ${config} and ${credentials}, or name another profile.`,
      cause: error,
    });
  }
  const isConnection = words.ofLake !== "";
  const what = isConnection ? `${words.lake} (s3://${options.bucket})` : words.lake;
  return new UserError({
    code: "lake-no-credentials",
    message: `There are no AWS credentials for ${what}: none in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in the AWS profile "default", and none by a web identity, a container or an instance.`,
    next: isConnection
      ? 'Sign in with AWS\'s tools, or give the connection a "profile" or "credentials"; "anonymous": true is for public buckets.'
      : "Sign in with AWS's tools, or name a profile with --profile; --anonymous reads public buckets.",
    cause: error,
  });
}

function roleRefused(
  options: S3Options,
  origin: string,
  role: string,
  reason: string,
  kind: string | undefined,
  cause: unknown,
): UserError {
  if (kind === "expired") {
    return new UserError({
      code: "lake-credentials-expired",
      message: `The credentials with which ${lakeWords(options).lake} takes on the role ${role} have expired: those of ${origin}.`,
      next: "Get new ones, put them where the old ones are, and try again.",
      cause,
    });
  }
  // The token service has said nothing of the role.
  const isUnanswered = kind === "unreachable" || kind === "busy";
  return new UserError({
    code: "lake-no-credentials",
    message: `The lake "${options.name}" cannot take on the role ${role} with the credentials of ${origin}: ${reason}.`,
    next: isUnanswered
      ? "Check the network, and the endpoint of assumeRole or the region, and try again."
      : "Check the role's ARN and external id, that its trust policy names that identity, and that the identity may sts:AssumeRole.",
    retryable: isUnanswered,
    cause,
  });
}

/** As a part of a sentence. */
export function originName(origin: Origin): string {
  switch (origin.kind) {
    case "connection":
      return "the connection";
    case "variables":
      return "AWS_ACCESS_KEY_ID";
    case "profile":
      return `the profile "${origin.profile}"`;
    case "chain":
      return "AWS's default chain";
  }
}

/** What gets new credentials; undefined where nobody can say. */
export function renewalOf(origin: Origin, isSso: boolean): string | undefined {
  if (!isSso) return undefined;
  return origin.kind === "profile"
    ? `Sign in again: aws sso login --profile ${origin.profile}`
    : "Sign in again: aws sso login";
}

function isExpired(error: Error): boolean {
  return /\b(sso|token|session|sign-?in)\b.*\b(expired|invalid|not found or is invalid)\b|\bUnauthorizedException\b|session token|\baws sso login\b/i.test(
    `${error.name} ${error.message}`,
  );
}

/** One line, without what AWS's client says to programmers. */
function reasonOf(error: Error): string {
  const inner = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : undefined;
  const text = (inner ?? error).message.split("\n", 1)[0] ?? "";
  return text.replace(/^Error: /, "").replace(/\.$/, "") || error.name;
}
