import { UserError } from "../../protocol/user-error.ts";
import { listedNames } from "../core/listed-names.ts";
import { isUntrusted } from "../proxies/own-authorities.ts";
import type { AwsSecretRef } from "./aws-secret.ts";
import type { Redactor } from "./secrets.ts";

const CODE = "aws-secret";

/** What Secrets Manager, or the way there, refuses with. UserErrors come back as they are. */
export function awsSecretFailed(
  ref: AwsSecretRef,
  error: unknown,
  profile: string | undefined,
  { redact }: Pick<Redactor, "redact">,
): UserError {
  if (error instanceof UserError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const said = redact(message).replace(/[.\s]*$/, "");
  const subject = `The AWS secret ${ref.awsSecret}${ref.region === undefined ? "" : ` in ${ref.region}`}`;
  const of = (why: string, next: string, retryable = false): UserError =>
    new UserError({ code: CODE, message: `${subject} ${why}`, next, retryable, cause: error });
  switch (name) {
    case "AbortError":
      return new UserError({ code: "cancelled", message: `${subject} was not waited for.` });
    case "ResourceNotFoundException":
      return of(
        "was not found.",
        "Look at its name, its region and the account: a secret is only in the region that it was made in.",
      );
    case "AccessDeniedException":
    case "AccessDenied":
      return of(
        `may not be read: ${said}.`,
        "Its reader needs secretsmanager:GetSecretValue on it, and kms:Decrypt on its key.",
      );
    case "DecryptionFailure":
      return of("could not be decrypted.", "Its reader needs kms:Decrypt on its key.");
    case "CredentialsProviderError":
    case "TokenProviderError":
      return of(
        `cannot be read: ${whyNoCredentials(said, profile)}.`,
        "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, also in .env; with SSO run aws sso login.",
      );
    case "UnrecognizedClientException":
    case "InvalidSignatureException":
    case "InvalidClientTokenId":
      return of("cannot be read: AWS refuses the credentials.", "Look which keys or profile are in use.");
    case "ExpiredTokenException":
    case "ExpiredToken":
      return of(
        "cannot be read: the credentials of AWS have expired.",
        "Get new ones; with SSO run aws sso login.",
      );
    case "InvalidRequestException":
      return of(`cannot be read: ${said}.`, "One that is marked for deletion must be restored first.");
    default:
      if (isUntrusted(error))
        return of(
          `cannot be read: ${said}.`,
          "Name the file of your own certificate authority in AWS_CA_BUNDLE.",
        );
      if (/^region is missing/i.test(message))
        return of("cannot be read: no region is known.", "Give `region` beside it, or set AWS_REGION.");
      return of(`cannot be read: ${name === "Error" ? "" : `${name}: `}${said}.`, "Try again.", true);
  }
}

/** Where it looked everywhere, the client says no more than that. */
function whyNoCredentials(said: string, profile: string | undefined): string {
  const of = profile === undefined ? "" : ` with the profile ${profile}`;
  const isGeneral = /from any providers$/.test(said);
  return `there are no credentials of AWS${of}${isGeneral ? "" : `: ${said}`}`;
}

export function awsSecretBinary({ awsSecret }: AwsSecretRef): UserError {
  return new UserError({
    code: CODE,
    message: `The AWS secret ${awsSecret} is binary and no text.`,
    next: "Store it as text (SecretString).",
  });
}

export function awsSecretWithoutKey({ awsSecret }: AwsSecretRef, keys: readonly string[]): UserError {
  return new UserError({
    code: CODE,
    message: `The AWS secret ${awsSecret} is a JSON object, and no field of it is named.`,
    next: `Name one by \`key\`: it has ${keysIn(keys)}.`,
  });
}

export function awsSecretNoObject({ awsSecret }: AwsSecretRef, key: string): UserError {
  return new UserError({
    code: CODE,
    message: `The AWS secret ${awsSecret} is no JSON object, so it has no field "${key}".`,
    next: "Leave `key` out to take all of it.",
  });
}

export function awsSecretWrongKey(
  { awsSecret }: AwsSecretRef,
  key: string,
  keys: readonly string[],
): UserError {
  return new UserError({
    code: CODE,
    message: `The AWS secret ${awsSecret} has no field "${key}".`,
    next: `It has ${keysIn(keys)}.`,
  });
}

export function awsSecretNoText({ awsSecret, key }: AwsSecretRef, why: string): UserError {
  return new UserError({
    code: CODE,
    message: `${key === undefined ? "The" : `The field "${key}" of the`} AWS secret ${awsSecret} ${why}.`,
    next: "Store the secret there as text.",
  });
}

function keysIn(keys: readonly string[]): string {
  return keys.length === 0 ? "none" : listedNames(keys, 8);
}
