import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { badRequest } from "./errors.ts";

/** S3's algorithms by the ends of their headers' names; each gives base64 of the checksum, big end first. */
const ALGORITHMS: Readonly<Record<string, (bytes: Buffer) => string>> = {
  sha1: (bytes) => createHash("sha1").update(bytes).digest("base64"),
  sha256: (bytes) => createHash("sha256").update(bytes).digest("base64"),
  crc32: (bytes) => base64(crc32(bytes)),
  crc32c: (bytes) => base64(crc32c(bytes)),
  crc64nvme: (bytes) => base64(...crc64nvme(bytes)),
};

const HEADER = "x-amz-checksum-";

/**
 * The checksums among a request's headers (or trailers) by header name, each compared with the bytes. Throws
 * `BadDigest` where one is of other bytes.
 */
export function checkedChecksums(
  headers: Readonly<Record<string, string>>,
  bytes: Buffer,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, algorithm] of Object.entries(ALGORITHMS)) {
    const given = headers[`${HEADER}${name}`];
    if (given === undefined) continue;
    if (given !== algorithm(bytes)) throw badDigest(name.toUpperCase());
    found[`${HEADER}${name}`] = given;
  }
  const md5 = headers["content-md5"];
  if (md5 !== undefined && md5 !== createHash("md5").update(bytes).digest("base64"))
    throw badDigest("Content-MD5");
  return found;
}

function badDigest(name: string): Error {
  return badRequest("BadDigest", `The ${name} you specified did not match what we received.`);
}

function base64(...words: readonly number[]): string {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [i, word] of words.entries()) bytes.writeUInt32BE(word, i * 4);
  return bytes.toString("base64");
}

const CRC32C = table(0, 0x82f63b78);

function crc32c(bytes: Buffer): number {
  let low = 0xffffffff;
  for (const byte of bytes) low = (low >>> 8) ^ (CRC32C[((low ^ byte) & 255) * 2 + 1] as number);
  return ~low >>> 0;
}

const CRC64NVME = table(0x9a6c9329, 0xac4bc9b5);

function crc64nvme(bytes: Buffer): [high: number, low: number] {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (const byte of bytes) {
    const at = ((low ^ byte) & 255) * 2;
    low = ((low >>> 8) | (high << 24)) ^ (CRC64NVME[at + 1] as number);
    high = (high >>> 8) ^ (CRC64NVME[at] as number);
  }
  return [~high >>> 0, ~low >>> 0];
}

/** Of a reflected polynomial of 64 bits: high and low word of the remainder of each byte. */
function table(polynomialHigh: number, polynomialLow: number): Uint32Array {
  const words = new Uint32Array(512);
  for (let byte = 0; byte < 256; byte++) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = (low & 1) === 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (!isOdd) continue;
      low ^= polynomialLow;
      high ^= polynomialHigh;
    }
    words[byte * 2] = high;
    words[byte * 2 + 1] = low;
  }
  return words;
}
