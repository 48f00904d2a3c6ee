import type { Command } from "./command.ts";

/** Reads DAG files and settings again, and asks again for what the views show. */
export const refresh: Command = {
  id: "millrace.refresh",
  run: async ({ workspaces, trees }) => {
    trees.refresh();
    await Promise.all(workspaces.all.map((model) => model.reload()));
    return undefined;
  },
};
