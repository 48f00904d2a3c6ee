import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { S3Error } from "./errors.ts";
import type { Fault } from "./faults.ts";
import type { S3Request } from "./request.ts";
import { type S3Response, xmlResponse } from "./response.ts";
import { textElement } from "./xml.ts";

/** Sends the answer, or as much of it as the fault lets through. */
export async function answer(
  to: ServerResponse,
  method: string,
  { status, headers, body }: S3Response,
  fault: Fault | undefined,
): Promise<void> {
  const isShort = fault?.kind === "short" && fault.after < (body?.length ?? 0);
  to.writeHead(status, {
    ...headers,
    ...(isShort || status === 304 || status === 204 ? {} : { "content-length": String(body?.length ?? 0) }),
  });
  if (body === undefined || method === "HEAD") {
    to.end();
    return;
  }
  const ends =
    fault?.kind === "stall" || fault?.kind === "cut" || fault?.kind === "short" ? fault : undefined;
  await writePieces(to, body.pieces(), ends?.after ?? body.length);
  if (ends === undefined || ends.after >= body.length || ends.kind === "short") {
    to.end();
    return;
  }
  to.flushHeaders();
  if (ends.kind === "stall") return;
  // What was written is to arrive: the connection ends after it.
  to.socket?.destroySoon();
}

async function writePieces(to: ServerResponse, pieces: Iterable<Buffer>, most: number): Promise<void> {
  let left = most;
  for (const piece of pieces) {
    if (left === 0 || to.destroyed) return;
    const part = piece.subarray(0, left);
    left -= part.length;
    if (to.write(part) || to.destroyed) continue;
    const gone = new AbortController();
    const either = ["drain", "close"].map((event) => once(to, event, { signal: gone.signal }));
    await Promise.any(either);
    gone.abort();
    await Promise.allSettled(either);
  }
}

export function errorResponse(error: S3Error, request: S3Request, requestId: string): S3Response {
  const parts = {
    Code: error.code,
    Message: error.message,
    ...error.details,
    Resource: request.path,
    RequestId: requestId,
  };
  const xml = Object.entries(parts).map(([name, value]) => textElement(name, value));
  const document = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${xml.join("")}</Error>`;
  return xmlResponse(error.status, document, error.headers);
}
