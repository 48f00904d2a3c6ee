import { existsSync } from "node:fs";
import path from "node:path";
import { noComposeFile } from "./docker-errors.ts";

/** In the order in which `docker compose` looks for them. */
export const COMPOSE_FILES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/** The workspace's compose file, relative; undefined when it has none. */
export function findComposeFile(workspace: string): string | undefined {
  return COMPOSE_FILES.find((name) => existsSync(path.join(workspace, name)));
}

/** The same for who cannot go on without. */
export function requireComposeFile(workspace: string): string {
  const file = findComposeFile(workspace);
  if (file === undefined) throw noComposeFile(workspace);
  return file;
}
