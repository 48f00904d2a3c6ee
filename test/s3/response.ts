/** What an operation answers. */
export interface S3Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Missing for an answer without a body; a HEAD names its length all the same. */
  readonly body?: { readonly length: number; pieces(): Iterable<Buffer> };
}

export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): S3Response {
  return { status, headers };
}

export function xmlResponse(
  status: number,
  xml: string,
  headers: Readonly<Record<string, string>> = {},
): S3Response {
  const bytes = Buffer.from(xml);
  return {
    status,
    headers: { ...headers, "content-type": "application/xml" },
    body: { length: bytes.length, pieces: () => [bytes] },
  };
}
