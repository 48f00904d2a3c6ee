import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

/** What it was asked for. */
export interface Asked {
  readonly secretId: string;
  readonly accessKeyId: string;
  readonly region: string;
  readonly sessionToken: string | undefined;
}

export interface StandIn {
  readonly endpoint: string;
  readonly asked: readonly Asked[];
}

/** How a secret is answered: its text, its bytes in base64, or an error of the service. */
export type Answer =
  | { readonly SecretString: string }
  | { readonly SecretBinary: string }
  | { readonly status: number; readonly error: string; readonly message: string };

/**
 * A stand-in for AWS Secrets Manager, which cannot be had here: its JSON 1.1 protocol for GetSecretValue, over plain
 * HTTP. It does not check signatures.
 */
export async function secretsManagerStandIn(
  t: TestContext,
  answers: Readonly<Record<string, Answer>>,
): Promise<StandIn> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { SecretId: secretId } = JSON.parse(Buffer.concat(chunks).toString()) as { SecretId: string };
    asked.push({ secretId, ...signerOf(request) });
    const isKnown = request.headers["x-amz-target"] === "secretsmanager.GetSecretValue";
    const answer = isKnown ? (answers[secretId] ?? NOT_FOUND) : UNKNOWN;
    const isError = "error" in answer;
    response.writeHead(isError ? answer.status : 200, { "content-type": "application/x-amz-json-1.1" });
    const body = isError
      ? { __type: answer.error, Message: answer.message }
      : { ARN: `arn:${secretId}`, Name: secretId, VersionId: "1", ...answer };
    response.end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const NOT_FOUND: Answer = {
  status: 400,
  error: "ResourceNotFoundException",
  message: "Secrets Manager can't find the specified secret.",
};

const UNKNOWN: Answer = { status: 400, error: "UnknownOperationException", message: "" };

function signerOf({ headers }: IncomingMessage): Omit<Asked, "secretId"> {
  const [, accessKeyId = "", region = ""] =
    /Credential=([^/]+)\/\d+\/([^/]+)\/secretsmanager\//.exec(headers.authorization ?? "") ?? [];
  const token = headers["x-amz-security-token"];
  return { accessKeyId, region, sessionToken: Array.isArray(token) ? token[0] : token };
}
