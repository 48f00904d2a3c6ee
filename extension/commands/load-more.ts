import type { Command } from "./command.ts";

/** Shows more of the list that ends with the row it was called from. */
export const loadMore: Command = {
  id: "millrace.loadMore",
  run: async ({ trees }, { row }) => {
    if (row !== undefined) await trees.more(row);
    return undefined;
  },
};
