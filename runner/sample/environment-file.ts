import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { cannotWrite } from "./folder-error.ts";

export const ENVIRONMENT_FILE = ".env";

/**
 * Writes what belongs to this copy of the sample alone: a password, and the name under which Docker keeps the data that
 * are locked with it, so that two folders of one name never share them. For nobody else to read, and never written over.
 */
export async function writeEnvironmentFile(folder: string): Promise<void> {
  const file = path.join(folder, ENVIRONMENT_FILE);
  const text = `# Of this copy of the workspace alone, and not for Git. .env.example says what is what.
SPARKIFY_PASSWORD=${randomBytes(24).toString("hex")}
COMPOSE_PROJECT_NAME=sparkify-${randomBytes(4).toString("hex")}
`;
  await writeFile(file, text, { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw cannotWrite(file, error);
  });
}
