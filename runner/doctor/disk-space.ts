import { statfs } from "node:fs/promises";
import { formatBytes } from "../../protocol/text/format-bytes.ts";
import type { CheckUp } from "./check-up.ts";

const GIGABYTE = 1024 ** 3;

/** The server makes files of 16 MB each for its log alone, and stops when it cannot. */
const LIMITS = { problem: GIGABYTE / 4, warning: 2 * GIGABYTE };

/** Free space where the workspace is. */
export function diskSpace(workspace: string, limits: typeof LIMITS = LIMITS): CheckUp {
  return {
    name: "disk space",
    async look() {
      const { bavail, bsize } = await statfs(workspace);
      const free = bavail * bsize;
      const text = `${formatBytes(free)} free`;
      if (free >= limits.warning) return { health: "ok", text };
      const health = free < limits.problem ? "problem" : "warning";
      return { health, text, next: `Free some space on the disk of ${workspace}.` };
    },
  };
}
