import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Lake, LakeObject } from "../../../runner/connections/lake.ts";
import type { LakeCase } from "./cases.ts";

const MB = 1024 * 1024;
const ABOUT = { lastModified: new Date("2018-11-01T12:00:00Z") };

async function all(lake: Lake): Promise<readonly (readonly [key: string, text: string])[]> {
  const listed: LakeObject[] = [];
  for await (const object of lake.list("")) listed.push(object);
  return await Promise.all(
    listed.map(async (object) => [object.key, String(await buffer(await lake.open(object)))] as const),
  );
}

function bodyOf(content: string | Buffer): Readable {
  return Readable.from([Buffer.from(content)], { objectMode: false });
}

/** Something that every lake does when it is written to. */
export const WRITER_CASES: readonly LakeCase[] = [
  {
    name: "takes objects of all sizes, new ones and over others, as they are",
    run: async (t, kind) => {
      const { lake, writer } = await kind.filled(t, { "over/it": "before" });
      const large = Buffer.from(Array.from({ length: 9 * MB }, (_, at) => (at * 31 + (at >> 9)) % 256));
      for (const content of [Buffer.alloc(0), Buffer.from("x"), large]) {
        for (const key of ["over/it", `new ${content.length}`]) {
          await writer.put(key, bodyOf(content), { size: content.length, ...ABOUT });
          const object = await lake.head(key);
          assert.ok(object !== undefined);
          assert.equal(object.size, content.length);
          assert.ok((await buffer(await lake.open(object))).equals(content), `${key} ${content.length}`);
        }
      }
    },
  },
  {
    name: "takes odd keys as they are, and says which it does not take",
    run: async (t, kind) => {
      const { lake, writer } = await kind.filled(t, {});
      const odd = [
        "with space",
        "a+b",
        "100%",
        "%41",
        `it's "quoted"`,
        "question?x=1",
        "Björk/日本語 🎵.json",
      ];
      for (const key of odd) {
        assert.equal(writer.keyProblem(key), undefined, key);
        await writer.put(key, bodyOf(key), { size: Buffer.byteLength(key), ...ABOUT });
      }
      assert.deepEqual(
        await all(lake),
        odd.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map((key) => [key, key]),
      );
      for (const key of ["", "\ud800", "x".repeat(2000)]) assert.ok(writer.keyProblem(key), key.slice(0, 9));
    },
  },
  {
    name: "leaves what was there when a body fails, ends too early, or is aborted",
    run: async (t, kind) => {
      const { lake, writer } = await kind.filled(t, { small: "before", large: "before" });
      for (const [key, size] of [
        ["small", 1000],
        ["large", 9 * MB],
        ["new", 1000],
        ["new large", 9 * MB],
      ] as const) {
        const half = Buffer.alloc(size / 2);
        const failing = async function* (): AsyncGenerator<Buffer> {
          yield half;
          throw new Error("the source has failed");
        };
        const about = { size, ...ABOUT };
        await assert.rejects(
          writer.put(key, Readable.from(failing(), { objectMode: false }), about),
          /failed/,
        );
        await assert.rejects(writer.put(key, bodyOf(half), about), {
          name: "UserError",
          code: "body-incomplete",
          retryable: true,
        });
        const stop = new AbortController();
        const parts = [half];
        const body = new Readable({
          read() {
            const part = parts.pop();
            if (part !== undefined) this.push(part);
            else stop.abort();
          },
        });
        await assert.rejects(writer.put(key, body, about, stop.signal), { name: "AbortError" });
      }
      assert.deepEqual(await all(lake), [
        ["large", "before"],
        ["small", "before"],
      ]);
    },
  },
];
