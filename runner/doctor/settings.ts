import { existsSync } from "node:fs";
import path from "node:path";
import { formatPosition } from "../../protocol/problem.ts";
import type { Settings } from "../config/load-config.ts";
import { CONFIG_FILE } from "../config/load-config.ts";
import type { CheckUp } from "./check-up.ts";

/** What is wrong in `millrace.json`. */
export function settings(workspace: string, read: () => Settings): CheckUp {
  return {
    name: CONFIG_FILE,
    async look() {
      const { config, problems } = read();
      if (problems.length > 0)
        return problems.map(({ message, position, next }) => ({
          health: "problem",
          text: position === undefined ? message : `${formatPosition(position)} ${message}`,
          ...(next !== undefined && { next }),
        }));
      const isThere = existsSync(path.join(workspace, CONFIG_FILE));
      if (!isThere) return { health: "ok", text: "is not there: every setting has its default" };
      const targets = Object.keys(config.targets);
      const text = `${Object.keys(config.connections).length} connections`;
      return { health: "ok", text: targets.length === 0 ? text : `${text}, targets ${targets.join(", ")}` };
    },
  };
}
