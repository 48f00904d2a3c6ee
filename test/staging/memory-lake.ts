import { Readable } from "node:stream";
import type { Lake, LakeObject } from "../../runner/connections/lake.ts";

/** A lake whose objects are given as text or bytes, by key; keys must be ASCII. */
export function memoryLake(contents: Readonly<Record<string, string | Uint8Array>>): Lake {
  const objects = new Map<string, { object: LakeObject; bytes: Buffer }>();
  for (const key of Object.keys(contents).sort()) {
    const bytes = Buffer.from(contents[key] as string);
    const object = { key, size: bytes.length, etag: bytes.toString("base64"), lastModified: new Date(0) };
    objects.set(key, { object, bytes });
  }
  return {
    name: "memory",
    describe: (key) => `memory/${key}`,
    async *list(prefix) {
      for (const [key, { object }] of objects) if (key.startsWith(prefix)) yield object;
    },
    head: async (key) => objects.get(key)?.object,
    level() {
      throw new Error("Nobody lists a memory lake level by level.");
    },
    close: async () => {},
    open: async ({ key }) => Readable.from([objects.get(key)?.bytes ?? Buffer.alloc(0)]),
  };
}
