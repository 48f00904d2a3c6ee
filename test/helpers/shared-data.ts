import { existsSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../../runner/package-root.ts";

/** The folder with real input data beside the repository, or undefined where it is not there. */
export function sharedData(): string | undefined {
  const folder = path.join(packageRoot(), "..", "shared", "data");
  return existsSync(folder) ? folder : undefined;
}

/** Said by tests that skip for want of it. */
export const NO_SHARED_DATA = "needs the Sparkify data set beside the repository (../shared/data/sparkify)";
