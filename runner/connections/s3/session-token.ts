import type { Origin, Provider } from "./credentials.ts";
import type { S3Options } from "./options.ts";

/** The session token of the keys that requests are signed with: the third part of temporary ones. */
export interface SessionToken {
  readonly isGiven: boolean;
  /** The keys are of a kind that needs one, or there is an empty one. */
  readonly isMissing: boolean;
  /** Where somebody keeps it, for people; undefined where a service gives it. */
  readonly kept: string | undefined;
}

/** Key ids of temporary keys begin so at AWS. */
const TEMPORARY = "ASIA";

export function sessionTokenOf(
  { assumeRole, variables }: Pick<S3Options, "assumeRole" | "variables">,
  origin: Origin,
  found: Awaited<ReturnType<Provider>> | undefined,
): SessionToken {
  const isGiven = Boolean(found?.sessionToken);
  const isEmpty = origin.kind === "variables" && variables("AWS_SESSION_TOKEN") === "";
  const isTemporary = found?.accessKeyId.startsWith(TEMPORARY) === true;
  const kept = assumeRole === undefined ? keptAt(origin) : undefined;
  return { isGiven, isMissing: !isGiven && (isEmpty || isTemporary), kept };
}

function keptAt(origin: Origin): string | undefined {
  switch (origin.kind) {
    case "connection":
      return "sessionToken of the connection's credentials";
    case "variables":
      return "AWS_SESSION_TOKEN";
    case "profile":
      return `aws_session_token of the profile "${origin.profile}"`;
    case "chain":
      return undefined;
  }
}
