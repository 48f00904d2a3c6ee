import { fromIni, fromNodeProviderChain, fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import { UserError } from "../../../protocol/user-error.ts";
import { credentialsFailed } from "./credential-errors.ts";
import type { S3Options } from "./options.ts";
import { sharedFiles } from "./shared-config.ts";

export type Provider = ReturnType<typeof fromIni>;
type Identity = Awaited<ReturnType<Provider>>;

/** Where credentials come from, in words for people: `profile "prod"`. */
export type Origin =
  | { readonly kind: "connection" }
  | { readonly kind: "variables" }
  | { readonly kind: "profile"; readonly profile: string }
  | { readonly kind: "chain" };

export interface Credentials {
  readonly origin: Origin;
  /** Throws UserErrors. AWS's client keeps what it gives until shortly before it expires. */
  readonly provider: Provider;
}

/** Nothing is asked for yet. */
export function credentialsOf(options: S3Options): Credentials {
  const { origin, provider } = ownCredentials(options);
  const own = toldAsUserErrors(options, origin, provider, undefined);
  const { assumeRole } = options;
  if (assumeRole === undefined) return { origin, provider: own };
  const { roleArn, sessionName = "millrace", durationSeconds = 3600, externalId, endpoint } = assumeRole;
  const assumed: Provider = async (asked) => {
    const id = await externalId?.();
    return await fromTemporaryCredentials({
      masterCredentials: own,
      params: {
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        DurationSeconds: durationSeconds,
        ...(id !== undefined && { ExternalId: id }),
      },
      ...(endpoint !== undefined && { clientConfig: { endpoint } }),
    })(asked);
  };
  return { origin, provider: toldAsUserErrors(options, origin, assumed, roleArn) };
}

/**
 * The order is that of AWS's command line: a profile that somebody names goes before keys in variables, and those
 * before `AWS_PROFILE`. A profile that is named must have credentials: those of the machine are not taken instead.
 */
function ownCredentials(options: S3Options): Credentials {
  const { keys, profile, variables } = options;
  if (keys !== undefined) return { origin: { kind: "connection" }, provider: keys };
  const files = sharedFiles(options);
  // A file that was changed meanwhile, by a tool that signs in, is read anew.
  const shared = { filepath: files.credentials, configFilepath: files.config, ignoreCache: true };
  const accessKeyId = variables("AWS_ACCESS_KEY_ID");
  const secretAccessKey = variables("AWS_SECRET_ACCESS_KEY");
  if (profile === undefined && accessKeyId && secretAccessKey) {
    const sessionToken = variables("AWS_SESSION_TOKEN");
    const found = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    return { origin: { kind: "variables" }, provider: async () => found };
  }
  const named = profile ?? variables("AWS_PROFILE");
  if (named) {
    return { origin: { kind: "profile", profile: named }, provider: fromIni({ profile: named, ...shared }) };
  }
  const webIdentityTokenFile = variables("AWS_WEB_IDENTITY_TOKEN_FILE");
  const roleArn = variables("AWS_ROLE_ARN");
  const webIdentity = webIdentityTokenFile && roleArn ? { webIdentityTokenFile, roleArn } : {};
  return { origin: { kind: "chain" }, provider: fromNodeProviderChain({ ...shared, ...webIdentity }) };
}

function toldAsUserErrors(
  options: S3Options,
  origin: Origin,
  provider: Provider,
  role: string | undefined,
): Provider {
  return async (asked): Promise<Identity> => {
    try {
      const found = await provider(asked);
      options.onSecret?.(found.secretAccessKey);
      if (found.sessionToken) options.onSecret?.(found.sessionToken);
      return found;
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw credentialsFailed(options, origin, role, error);
    }
  };
}
