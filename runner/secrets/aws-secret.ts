import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { SecretRef } from "../../protocol/secret-ref.ts";
import { ownAuthorities } from "../proxies/own-authorities.ts";
import { proxiesOf } from "../proxies/proxies.ts";
import { rememberingHandler } from "../proxies/remembering-handler.ts";
import {
  awsSecretBinary,
  awsSecretFailed,
  awsSecretNoObject,
  awsSecretNoText,
  awsSecretWithoutKey,
  awsSecretWrongKey,
} from "./aws-errors.ts";
import type { SecretKind, SecretPlaces } from "./secret-kind.ts";
import { SHORT_WHILE } from "./secret-kind.ts";
import type { Variables } from "./secrets.ts";

export type AwsSecretRef = Extract<SecretRef, { readonly awsSecret: string }>;

/** Of one attempt, in milliseconds; AWS's client makes three. */
const CONNECT_WITHIN = 5_000;
const ANSWER_WITHIN = 10_000;

/** A secret of AWS Secrets Manager. */
export const awsSecret: SecretKind<AwsSecretRef> = {
  is: (ref) => "awsSecret" in ref,
  keptFor: SHORT_WHILE,
  async find(ref, places, signal) {
    const text = await secretText(ref, places, signal);
    const value = ref.key === undefined ? plainText(text, ref) : fieldOf(text, ref, ref.key);
    if (value === "") throw awsSecretNoText(ref, "is empty");
    return value;
  },
};

async function secretText(
  ref: AwsSecretRef,
  { variables, redactor }: SecretPlaces,
  signal: AbortSignal,
): Promise<string> {
  // AWS's client takes its time to load, and most workspaces do without it.
  const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  const profile = profileOf(ref, variables);
  const region = regionOf(ref, variables);
  const { requestHandler } = await import("../proxies/request-handler.ts");
  const ca = await ownAuthorities(variables, { code: "aws-secret", what: `the AWS secret ${ref.awsSecret}` });
  const within = { connectMilliseconds: CONNECT_WITHIN, answerMilliseconds: ANSWER_WITHIN };
  const handler = requestHandler({ ...within, ...(ca !== undefined && { ca }) }, proxiesOf(variables));
  const services = rememberingHandler(handler);
  const client = new SecretsManagerClient({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(ref.endpoint !== undefined && { endpoint: ref.endpoint }),
    credentials: await credentialsOf(profile, region, variables, services.requestHandler),
    requestHandler: handler,
  });
  try {
    const command = new GetSecretValueCommand({ SecretId: ref.awsSecret });
    const { SecretString } = await client.send(command, { abortSignal: signal });
    if (SecretString === undefined) throw awsSecretBinary(ref);
    return SecretString;
  } catch (error) {
    throw awsSecretFailed(ref, services.last.error ?? error, profile, redactor);
  } finally {
    client.destroy();
  }
}

function profileOf({ profile }: AwsSecretRef, variables: Variables): string | undefined {
  return profile ?? given(variables("AWS_PROFILE"));
}

/** An ARN says where its secret is. */
function regionOf({ region, awsSecret: id }: AwsSecretRef, variables: Variables): string | undefined {
  const ofArn = /^arn:[^:]*:secretsmanager:([^:]+):/.exec(id)?.[1];
  return region ?? ofArn ?? given(variables("AWS_REGION")) ?? given(variables("AWS_DEFAULT_REGION"));
}

/** AWS's own order: a profile that is named, else the variables, else the files and the machine's role. */
async function credentialsOf(
  profile: string | undefined,
  region: string | undefined,
  variables: Variables,
  requestHandler: NodeHttpHandler,
) {
  const accessKeyId = given(variables("AWS_ACCESS_KEY_ID"));
  const secretAccessKey = given(variables("AWS_SECRET_ACCESS_KEY"));
  if (profile === undefined && accessKeyId !== undefined && secretAccessKey !== undefined) {
    const sessionToken = given(variables("AWS_SESSION_TOKEN"));
    return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  }
  const { fromNodeProviderChain } = await import("@aws-sdk/credential-providers");
  const configFile = given(variables("AWS_CONFIG_FILE"));
  const credentialsFile = given(variables("AWS_SHARED_CREDENTIALS_FILE"));
  const tokenFile = given(variables("AWS_WEB_IDENTITY_TOKEN_FILE"));
  const roleArn = given(variables("AWS_ROLE_ARN"));
  return fromNodeProviderChain({
    ...(profile !== undefined && { profile }),
    // Who gives credentials is reached in the same way.
    clientConfig: { requestHandler, ...(region !== undefined && { region }) },
    ...(configFile !== undefined && { configFilepath: configFile }),
    ...(credentialsFile !== undefined && { filepath: credentialsFile }),
    ...(tokenFile !== undefined && roleArn !== undefined && { webIdentityTokenFile: tokenFile, roleArn }),
  });
}

function given(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

/** A JSON object is the secret of several fields, and as a whole no password. */
function plainText(text: string, ref: AwsSecretRef): string {
  const fields = objectIn(text);
  if (fields !== undefined) throw awsSecretWithoutKey(ref, Object.keys(fields));
  return text;
}

function fieldOf(text: string, ref: AwsSecretRef, key: string): string {
  const fields = objectIn(text);
  if (fields === undefined) throw awsSecretNoObject(ref, key);
  if (!Object.hasOwn(fields, key)) throw awsSecretWrongKey(ref, key, Object.keys(fields));
  const value = fields[key];
  if (typeof value !== "string") throw awsSecretNoText(ref, "is no text");
  return value;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
