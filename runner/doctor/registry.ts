import path from "node:path";
import type { Session } from "../session.ts";
import type { CheckUp } from "./check-up.ts";
import { connections } from "./connections.ts";
import { dagFiles } from "./dag-files.ts";
import { diskSpace } from "./disk-space.ts";
import { editorFiles } from "./editor-files.ts";
import { embeddedPrograms } from "./embedded-programs.ts";
import { envFile } from "./env-file.ts";
import { history } from "./history.ts";
import { nodeVersion } from "./node-version.ts";
import { runSchemas } from "./run-schemas.ts";
import { runnerLock } from "./runner-lock.ts";
import { secrets } from "./secrets.ts";
import { settings } from "./settings.ts";
import { stateFolder } from "./state-folder.ts";

/** What can be looked at where no workspace is. */
export function machineCheckUps(folder: string): readonly CheckUp[] {
  return [nodeVersion(), embeddedPrograms(folder), diskSpace(folder)];
}

/** All check-ups, in their order: what others need comes before them. */
export function checkUps(session: Session, isFixing: boolean): readonly CheckUp[] {
  const { workspace, now } = session;
  return [
    ...machineCheckUps(workspace),
    stateFolder(workspace),
    settings(workspace, session.settings),
    editorFiles(workspace),
    dagFiles(session.project),
    history(() => path.join(session.stateFolder, "history.db"), now),
    runnerLock(() => session.stateFolder),
    envFile(workspace),
    secrets({ settings: session.settings, target: () => session.target, secrets: session.secrets }),
    connections({
      settings: session.settings,
      target: () => session.target,
      tests: session.connectionTests,
      now,
    }),
    runSchemas({
      workspace,
      configured: async () => (await session.project()).config.connections,
      connections: session.connections,
      isFixing,
    }),
  ];
}
