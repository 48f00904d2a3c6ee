import { createGunzip, type Gunzip } from "node:zlib";

/** The gzip data of an object is cut short or wrong; what came before it was good. */
export class DamagedGzip extends Error {}

const CHUNK_BYTES = 128 * 1024;

export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Concatenated gzip members are one content. Zero bytes may follow the last one: tapes and block devices fill up with
 * them, and gzip itself ignores them. Ends with a DamagedGzip when anything else does, or when the data is cut short or
 * wrong; errors of `chunks` stay as they are.
 */
export async function* gunzip(chunks: Iterable<Buffer> | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const fed = feed(chunks, unzip);
  fed.catch((error: Error) => unzip.destroy(error));
  try {
    for await (const chunk of unzip) yield chunk as Buffer;
  } catch (error) {
    if (isZlibError(error)) throw new DamagedGzip(`the gzip data is damaged (${error.message})`);
    throw error;
  } finally {
    unzip.destroy();
  }
  if (!(await fed)) throw new DamagedGzip("the gzip data is damaged (more data follows zero bytes)");
}

/**
 * Gives one chunk at a time, because zlib ends at the first zero byte behind a member, whatever comes after it: only
 * then is it known where that was. False when more than zero bytes come after it.
 */
async function feed(chunks: Iterable<Buffer> | AsyncIterable<Buffer>, unzip: Gunzip): Promise<boolean> {
  let taken = () => {};
  // Whoever leaves early destroys the stream, which then forgets that somebody waits for it.
  unzip.once("close", () => taken());
  let given = 0;
  let hasEnded = false;
  for await (const chunk of chunks) {
    let rest = chunk;
    if (!hasEnded) {
      given += chunk.length;
      await new Promise<void>((resolve) => {
        taken = resolve;
        unzip.write(chunk, () => resolve());
      });
      const left = given - unzip.bytesWritten;
      // Errors are the stream's to tell. It is also destroyed when its last content was read.
      if (unzip.destroyed && !unzip.readableEnded) return true;
      hasEnded = left > 0;
      rest = chunk.subarray(chunk.length - left);
    }
    if (hasEnded && rest.some((byte) => byte !== 0)) return false;
  }
  if (!hasEnded) unzip.end();
  return true;
}

function isZlibError(error: unknown): error is Error {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_")
  );
}
