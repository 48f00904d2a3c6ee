import { readFile } from "node:fs/promises";
import { S3Client } from "@aws-sdk/client-s3";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { UserError } from "../../../protocol/user-error.ts";
import type { Provider } from "./credentials.ts";
import type { S3Options } from "./options.ts";
import type { S3Place } from "./place.ts";
import { patientRetries } from "./retries.ts";

const CONNECT_MILLISECONDS = 10_000;
export const STALL_MILLISECONDS = 60_000;
export const SOCKETS = 64;
/** Unless AWS's own variable says another number. */
const ATTEMPTS = 6;

/** What AWS's client would print, we say in errors, or not at all. */
const SILENT = { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The connections to the server; clients that follow each other share them. */
export async function httpHandler(options: S3Options): Promise<NodeHttpHandler> {
  const agent = { keepAlive: true, maxSockets: SOCKETS };
  const ca = await ownAuthorities(options);
  return new NodeHttpHandler({
    connectionTimeout: CONNECT_MILLISECONDS,
    // Until the answer begins. How long its body may pause is watched where the body is read.
    requestTimeout: options.stallMilliseconds ?? STALL_MILLISECONDS,
    throwOnRequestTimeout: true,
    httpAgent: agent,
    httpsAgent: { ...agent, ...(ca !== undefined && { ca }) },
    logger: SILENT,
  });
}

/** `provider` is left out for anonymous access. */
export function s3Client(
  options: S3Options,
  place: S3Place,
  provider: Provider | undefined,
  handler: NodeHttpHandler,
): S3Client {
  const attempts = Number(options.variables("AWS_MAX_ATTEMPTS")) || ATTEMPTS;
  const unsigned = {
    credentials: { accessKeyId: "", secretAccessKey: "" },
    signer: { sign: async <Request>(request: Request) => request },
  };
  return new S3Client({
    region: place.region,
    forcePathStyle: place.pathStyle,
    ...(place.endpoint !== undefined && { endpoint: place.endpoint }),
    ...(provider === undefined ? unsigned : { credentials: provider }),
    requestHandler: handler,
    maxAttempts: attempts,
    retryStrategy: patientRetries(attempts),
    // Other servers know nothing of the newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // A bucket in another region is looked for by whoever sends the request: see s3-requests.
    followRegionRedirects: false,
    logger: SILENT,
  });
}

async function ownAuthorities({ name, variables }: S3Options): Promise<Buffer | undefined> {
  const file = variables("AWS_CA_BUNDLE");
  if (!file) return undefined;
  return await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UserError({
      code: "lake-tls",
      message: `The certificates in ${file} (AWS_CA_BUNDLE), for the lake "${name}", cannot be read (${error.code ?? error.message}).`,
      next: "Correct AWS_CA_BUNDLE, or take it out.",
      cause: error,
    });
  });
}
