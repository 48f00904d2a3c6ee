import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  type BodySource,
  objectBytes,
  objectStream,
  type Part,
} from "../../../runner/connections/s3/object-body.ts";

const CONTENT = Buffer.from(Array.from({ length: 997 }, (_, at) => (at * 7) % 251));

/** How a connection ends: after so many bytes, well or in an error, or not at all. */
interface Attempt {
  readonly bytes: number;
  readonly end: "end" | "error" | "stall";
  /** Whether it begins where it was asked to, or at the object's first byte. */
  readonly ranges: boolean;
}

const WHOLE: Attempt = { bytes: CONTENT.length, end: "end", ranges: true };

/** Serves one attempt after another; whole ones after the last. */
function sourceOf(attempts: readonly Attempt[], chunk = 100): { source: BodySource; asked: number[] } {
  const left = [...attempts];
  const asked: number[] = [];
  const get = async (offset: number): Promise<Part> => {
    asked.push(offset);
    const { bytes, end, ranges } = left.shift() ?? WHOLE;
    const start = ranges ? offset : 0;
    const given = CONTENT.subarray(start, Math.min(CONTENT.length, start + bytes));
    let at = 0;
    const body = new Readable({
      read() {
        if (at < given.length) {
          this.push(given.subarray(at, at + chunk));
          at += chunk;
        } else if (end === "error") this.destroy(Object.assign(new Error("aborted"), { code: "ECONNRESET" }));
        else if (end === "end") this.push(null);
      },
    });
    return { body, start };
  };
  return { source: { path: "s3://b/k", size: CONTENT.length, stallMilliseconds: 20, get }, asked };
}

async function all(source: BodySource): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of objectBytes(source, undefined)) parts.push(part);
  return Buffer.concat(parts);
}

describe("the body of an object", () => {
  for (const end of ["end", "error"] as const)
    for (const ranges of [true, false])
      test(`cut at any byte, by ${end}, ${ranges ? "" : "where ranges are ignored, "}it goes on there`, async () => {
        for (let cut = 0; cut <= CONTENT.length; cut++) {
          const { source, asked } = sourceOf(
            [
              { bytes: cut, end, ranges: true },
              { ...WHOLE, ranges },
            ],
            64,
          );
          assert.ok((await all(source)).equals(CONTENT), `cut at ${cut}`);
          assert.deepEqual(asked, cut === CONTENT.length ? [0] : [0, cut]);
        }
      });

  test("any number of cuts gives each byte once", async () => {
    const attempt = fc.record({
      bytes: fc.integer({ min: 1, max: CONTENT.length }),
      end: fc.constantFrom<Attempt["end"]>("end", "error"),
      ranges: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(attempt, { maxLength: 4 }),
        fc.integer({ min: 1, max: 300 }),
        async (cuts, chunk) => {
          assert.ok((await all(sourceOf(cuts, chunk).source)).equals(CONTENT));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("one that stalls is taken up, and the time of a slow reader does not count", async () => {
    const { source, asked } = sourceOf([{ bytes: 300, end: "stall", ranges: true }]);
    const parts: Buffer[] = [];
    for await (const part of objectBytes(source, undefined)) {
      if (parts.length === 0) await new Promise((resolve) => setTimeout(resolve, 60));
      parts.push(part);
    }
    assert.ok(Buffer.concat(parts).equals(CONTENT));
    assert.deepEqual(asked, [0, 300]);
  });

  test("attempts that bring nothing come to an end", async () => {
    const nothing: Attempt = { bytes: 0, end: "error", ranges: true };
    const { source, asked } = sourceOf([{ ...nothing, bytes: 200 }, ...Array<Attempt>(9).fill(nothing)]);
    await assert.rejects(all(source), {
      name: "UserError",
      code: "lake-read-failed",
      retryable: true,
      message:
        "Reading s3://b/k stopped at byte 200 of 997, and further attempts brought nothing: the connection broke.",
    });
    assert.deepEqual(asked, [0, 200, 200, 200, 200, 200]);
  });

  test("more bytes than the object has are none of it", async () => {
    const { source } = sourceOf([]);
    await assert.rejects(all({ ...source, size: 500 }), { code: "lake-read-failed" });
  });

  test("a stream that is destroyed closes its connection and asks for no more", async () => {
    const { source, asked } = sourceOf([]);
    const first = await source.get(0, undefined);
    const stream = objectStream(source, undefined, first);
    for await (const _ of stream) break;
    assert.ok(first.body.destroyed);
    const unread = objectStream(source, undefined, await source.get(0, undefined));
    unread.destroy();
    await new Promise((resolve) => unread.once("close", resolve));
    assert.deepEqual(asked, [0, 0]);
  });

  test("a stream that is destroyed while nothing comes gives up what it waits for", async () => {
    const { source } = sourceOf([
      { bytes: 10, end: "error", ranges: true },
      { bytes: 0, end: "stall", ranges: true },
    ]);
    const signals: (AbortSignal | undefined)[] = [];
    const waiting = Promise.withResolvers<void>();
    const watched: BodySource = {
      ...source,
      stallMilliseconds: 60_000,
      get: async (offset, signal) => {
        const part = await source.get(offset, signal);
        signals.push(signal);
        // As a client does with the connection of a request that is aborted.
        signal?.addEventListener("abort", () => part.body.destroy());
        if (offset > 0) waiting.resolve();
        return part;
      },
    };
    const stream = objectStream(watched, undefined, await source.get(0, undefined));
    stream.resume();
    await waiting.promise;
    stream.destroy();
    await new Promise((resolve) => stream.once("close", resolve));
    assert.deepEqual(
      signals.map((signal) => signal?.aborted),
      [true],
    );
  });

  test("a stream gives what the bytes are, and fails with their error", async () => {
    const { source } = sourceOf([{ bytes: 10, end: "error", ranges: true }]);
    assert.ok(
      (await buffer(objectStream(source, undefined, await source.get(0, undefined)))).equals(CONTENT),
    );
    const gone = sourceOf([{ bytes: 10, end: "error", ranges: true }]).source;
    const first = await gone.get(0, undefined);
    const failing = { ...gone, get: () => Promise.reject(new Error("gone")) };
    await assert.rejects(buffer(objectStream(failing, undefined, first)), /gone/);
  });
});
