import { createHash } from "node:crypto";
import type { SampleSink } from "../../runner/sample/sink.ts";

/** Keeps the files in memory. */
export function memorySink(): SampleSink & { readonly files: ReadonlyMap<string, string> } {
  const files = new Map<string, string>();
  return {
    files,
    async open(file) {
      files.set(file, "");
      return {
        async write(text) {
          files.set(file, (files.get(file) ?? "") + text);
        },
        async close() {},
      };
    },
  };
}

/** One hash over the names and the contents of all files. */
export function hashOf(files: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const [file, text] of files) hash.update(`${file}\0${text}\0`);
  return hash.digest("hex");
}
