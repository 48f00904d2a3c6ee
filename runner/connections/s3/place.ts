import { UserError } from "../../../protocol/user-error.ts";
import { serverAddressProblem } from "../../core/server-address.ts";
import { lakeWords } from "./lake-words.ts";
import type { S3Options } from "./options.ts";
import { profileSettings, sharedFiles } from "./shared-config.ts";

/** Where requests go and how they name the bucket. */
export interface S3Place {
  readonly region: string;
  /** Undefined: AWS's, of the region. */
  readonly endpoint: string | undefined;
  readonly pathStyle: boolean;
}

const DEFAULT_REGION = "us-east-1";

/**
 * What the connection says, then the variables, then the profile: as AWS's command line has it. Throws a UserError for an
 * endpoint that is no address.
 */
export async function s3Place(options: S3Options): Promise<S3Place> {
  const { variables } = options;
  const profile = options.profile ?? (variables("AWS_PROFILE") || "default");
  const own = await profileSettings(sharedFiles(options), profile);
  const region =
    options.region ||
    variables("AWS_REGION") ||
    variables("AWS_DEFAULT_REGION") ||
    own.region ||
    DEFAULT_REGION;
  const isIgnored = variables("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.toLowerCase() === "true";
  const configured = variables("AWS_ENDPOINT_URL_S3") || variables("AWS_ENDPOINT_URL") || own.endpoint;
  const endpoint = options.endpoint ?? (isIgnored ? undefined : configured);
  const problem = endpoint === undefined ? undefined : serverAddressProblem(endpoint);
  if (problem !== undefined) throw badEndpoint(options, problem);
  return { region, endpoint, pathStyle: options.pathStyle ?? endpoint !== undefined };
}

function badEndpoint(options: S3Options, problem: string): UserError {
  const { endpoint } = options;
  const origin = endpoint === undefined ? "that a variable or the AWS profile gives for" : "of";
  return new UserError({
    code: "lake-endpoint",
    message: `The endpoint ${origin} ${lakeWords(options).lake} ${problem}.`,
    next: "Write it as http://HOST:PORT or https://HOST, without a user.",
  });
}
