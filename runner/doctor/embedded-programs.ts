import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { UserError } from "../../protocol/user-error.ts";
import { usableBinaries } from "../connections/embedded/binaries.ts";
import type { PlatformPackage } from "../connections/embedded/platform-package.ts";
import { platformPackage } from "../connections/embedded/platform-package.ts";
import { chooseAccount, workspaceOwner } from "../connections/embedded/server-account.ts";
import { serverEnvironment } from "../connections/embedded/server-settings.ts";
import type { CheckUp } from "./check-up.ts";

/** Whether the embedded server's programs are installed, and run as the user that the server runs as. */
export function embeddedPrograms(
  workspace: string,
  programs: () => PlatformPackage = platformPackage,
): CheckUp {
  return {
    name: "embedded Postgres",
    async look() {
      const account = await chooseAccount(
        await workspaceOwner(path.join(workspace, ".millrace", "postgres")),
      );
      const { postgres } = await usableBinaries(programs(), account, () => {});
      const env = serverEnvironment();
      const version = await promisify(execFile)(postgres, ["--version"], { ...account, cwd: "/", env }).catch(
        (error: Error) => {
          throw doesNotRun(postgres, error);
        },
      );
      return { health: "ok", text: /\(PostgreSQL\) (.*)/.exec(version.stdout)?.[1] ?? version.stdout.trim() };
    },
  };
}

function doesNotRun(program: string, error: Error): UserError {
  return new UserError({
    code: "embedded-failed",
    message: `${path.basename(program)} does not run: ${error.message}`,
    next: `Install Millrace again; if that does not help, look why ${program} cannot run here.`,
    cause: error,
  });
}
