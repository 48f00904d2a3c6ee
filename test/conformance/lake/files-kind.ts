import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { filesLake } from "../../../runner/connections/files/files-lake.ts";
import { filesWriter } from "../../../runner/connections/files/files-writer.ts";
import type { TestedLake } from "./tested-lake.ts";

async function folder(t: TestContext): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), "millrace-lake-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  return root;
}

export const filesKind: TestedLake = {
  name: "files",
  skip: false,
  takesEveryKey: false,
  filled: async (t, objects) => {
    const root = await folder(t);
    const put = async (key: string, bytes: Buffer | string): Promise<void> => {
      await mkdir(path.dirname(path.join(root, key)), { recursive: true });
      await writeFile(path.join(root, key), bytes);
    };
    for (const [key, bytes] of Object.entries(objects)) await put(key, bytes);
    return {
      lake: filesLake({ name: "lake", root }),
      writer: filesWriter({ root }),
      put,
      remove: (key) => rm(path.join(root, key)),
    };
  },
  missing: async (t) => filesLake({ name: "lake", root: path.join(await folder(t), "missing") }),
};
