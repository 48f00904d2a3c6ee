import type { Compose } from "./compose.ts";
import { portOfContainer, takenPort } from "./docker-errors.ts";

/** Its name, and its project and where that is when Compose has started it. */
const FORMAT = [
  "{{.Names}}",
  '{{.Label "com.docker.compose.project"}}',
  '{{.Label "com.docker.compose.project.working_dir"}}',
].join("\t");

/** The same error; for a port that a container has, with whose it is: often another copy of the workspace. */
export async function withPortOwner(error: unknown, compose: Compose, composeFile: string): Promise<unknown> {
  const port = takenPort(error);
  if (port === undefined) return error;
  try {
    const { stdout } = await compose.docker(["ps", "--filter", `publish=${port}`, "--format", FORMAT]);
    const [name = "", project = "", folder = ""] = stdout.trim().split(/\r?\n/)[0]?.split("\t") ?? [];
    return name === "" ? error : portOfContainer({ port, name, project, folder }, composeFile);
  } catch {
    // What is known already says enough.
    return error;
  }
}
