import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { cannotWrite } from "./folder-error.ts";

/** Where generated files go. Paths are relative, with forward slashes; texts are ASCII. */
export interface SampleSink {
  open(file: string): Promise<SampleFile>;
}

export interface SampleFile {
  /** Resolves when the text was taken: whoever writes waits for it. */
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Files below a folder; folders are made as needed. Throws a UserError when the disk refuses. */
export function folderSink(folder: string): SampleSink {
  const made = new Set<string>();
  return {
    async open(file) {
      const full = path.join(folder, file);
      const parent = path.dirname(full);
      const refused = (cause: unknown): never => {
        throw cannotWrite(full, cause);
      };
      if (!made.has(parent)) await mkdir(parent, { recursive: true }).catch(refused);
      made.add(parent);
      const handle = await open(full, "w").catch(refused);
      return {
        write: (text) => handle.writeFile(text, "latin1").catch(refused),
        close: () => handle.close(),
      };
    },
  };
}
