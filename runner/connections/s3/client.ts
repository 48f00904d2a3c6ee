import { S3Client } from "@aws-sdk/client-s3";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { ownAuthorities } from "../../proxies/own-authorities.ts";
import { proxiesOf } from "../../proxies/proxies.ts";
import { requestHandler, SILENT } from "../../proxies/request-handler.ts";
import type { Provider } from "./credentials.ts";
import { lakeWords } from "./lake-words.ts";
import type { S3Options } from "./options.ts";
import type { S3Place } from "./place.ts";
import { patientRetries } from "./retries.ts";

const CONNECT_MILLISECONDS = 10_000;
export const STALL_MILLISECONDS = 60_000;
export const SOCKETS = 64;
/** Unless AWS's own variable says another number. */
const ATTEMPTS = 6;

/** The connections to the server; clients that follow each other share them. */
export async function httpHandler(options: S3Options): Promise<NodeHttpHandler> {
  const ca = await ownAuthorities(options.variables, {
    code: "lake-tls",
    what: lakeWords(options).lake,
  });
  const handler = {
    connectMilliseconds: CONNECT_MILLISECONDS,
    // How long a body may pause is watched where the body is read.
    answerMilliseconds: options.stallMilliseconds ?? STALL_MILLISECONDS,
    maxSockets: SOCKETS,
    ...(ca !== undefined && { ca }),
  };
  return requestHandler(handler, proxiesOf(options.variables));
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
