import { fromIni, fromNodeProviderChain, fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { UserError } from "../../../protocol/user-error.ts";
import { type RememberingHandler, rememberingHandler } from "../../proxies/remembering-handler.ts";
import { credentialsFailed } from "./credential-errors.ts";
import type { S3Options } from "./options.ts";
import { sharedFiles } from "./shared-config.ts";
import { sharedValue } from "./shared-value.ts";

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
  /**
   * Finds the secrets that the provider needs, which may take a program or a person: AWS's client calls the provider
   * without a signal, so whoever can stop waiting does it here. Throws UserErrors, or the signal's reason.
   */
  prepare(signal: AbortSignal | undefined): Promise<void>;
}

/** Credentials by their origin, before errors are told as such. */
interface OwnCredentials {
  readonly origin: Origin;
  readonly provider: Provider;
  readonly prepare?: Credentials["prepare"];
}

/** Nothing is asked for yet. Services that give credentials are reached by `handler`. */
export function credentialsOf(options: S3Options, handler: NodeHttpHandler): Credentials {
  const services = rememberingHandler(handler);
  const { origin, provider, prepare } = ownCredentials(options, services);
  const told = (asked: Provider, role?: string) => toldAsUserErrors(options, origin, asked, role, services);
  const own = told(provider);
  const { assumeRole } = options;
  if (assumeRole === undefined)
    return { origin, provider: own, prepare: async (signal) => prepare?.(signal) };
  const { roleArn, sessionName = "millrace", durationSeconds = 3600, externalId, endpoint } = assumeRole;
  const knownId = externalId && sharedValue(externalId);
  const assumed: Provider = async (asked) => {
    const id = await knownId?.get();
    const ask = fromTemporaryCredentials({
      masterCredentials: own,
      params: {
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        DurationSeconds: durationSeconds,
        ...(id !== undefined && { ExternalId: id }),
      },
      ...(endpoint !== undefined && { clientConfig: { endpoint } }),
    });
    try {
      return await ask(asked);
    } catch (error) {
      // It may have been changed.
      knownId?.forget();
      throw error;
    }
  };
  return {
    origin,
    provider: told(assumed, roleArn),
    prepare: async (signal) => {
      await prepare?.(signal);
      await knownId?.get(signal);
    },
  };
}

/**
 * The order is that of AWS's command line: a profile that somebody names goes before keys in variables, and those
 * before `AWS_PROFILE`. A profile that is named must have credentials: those of the machine are not taken instead.
 */
function ownCredentials(options: S3Options, { requestHandler }: RememberingHandler): OwnCredentials {
  const { keys, profile, variables } = options;
  if (keys !== undefined) {
    const known = sharedValue(keys);
    const prepare = async (signal: AbortSignal | undefined): Promise<void> => void (await known.get(signal));
    return { origin: { kind: "connection" }, provider: () => known.get(), prepare };
  }
  const files = sharedFiles(options);
  // A file that was changed meanwhile, by a tool that signs in, is read anew.
  const shared = {
    filepath: files.credentials,
    configFilepath: files.config,
    ignoreCache: true,
    clientConfig: { requestHandler },
  };
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
  { last }: RememberingHandler,
): Provider {
  return async (asked): Promise<Identity> => {
    delete last.error;
    try {
      const found = await provider(asked);
      options.onSecret?.(found.secretAccessKey);
      if (found.sessionToken) options.onSecret?.(found.sessionToken);
      return found;
    } catch (error) {
      if (error instanceof UserError) throw error;
      if (last.error !== undefined) throw last.error;
      throw credentialsFailed(options, origin, role, error);
    }
  };
}
