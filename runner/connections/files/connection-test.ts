import { access, constants, realpath, stat } from "node:fs/promises";
import type { ConnectionTest } from "../connection-test.ts";
import { cannotRead, isAbsent, missingRoot, rootIsNoFolder } from "./files-errors.ts";
import { filesLake } from "./files-lake.ts";

/** More are not counted. */
const COUNTED = 10_000;

/** From the folder to the objects in it. */
export function filesTest({ name, root }: { readonly name: string; readonly root: string }): ConnectionTest {
  return {
    steps: [
      {
        name: "folder",
        run: async () => {
          const found = await stat(root).catch((error: NodeJS.ErrnoException) => {
            throw isAbsent(error) ? missingRoot(name, root) : cannotRead(root, error);
          });
          if (!found.isDirectory()) throw rootIsNoFolder(name, root);
          return { found: await realpath(root) };
        },
      },
      {
        name: "read",
        run: async () => {
          await access(root, constants.R_OK | constants.X_OK).catch((error: NodeJS.ErrnoException) => {
            throw cannotRead(root, error);
          });
          return { found: "allowed" };
        },
      },
      {
        name: "list",
        run: async (signal) => {
          let objects = 0;
          for await (const _ of filesLake({ name, root }).list("", signal)) {
            objects += 1;
            if (objects === COUNTED) return { found: `${COUNTED} objects or more` };
          }
          return { found: `${objects} ${objects === 1 ? "object" : "objects"}` };
        },
      },
    ],
    close: async () => {},
  };
}
