import * as vscode from "vscode";
import { answerMemory } from "./answer-memory.ts";
import { registerCommands } from "./commands/register-commands.ts";
import { COMMAND_LIST } from "./commands/registry.ts";
import { watchComposeFiles } from "./compose-files.ts";
import { createConnectionTests } from "./connection-tests.ts";
import { keepContextKeys } from "./context-keys.ts";
import { createDockerNews } from "./docker-news.ts";
import { openWorkspaces } from "./model/open-workspaces.ts";
import { answerSecrets } from "./secrets/answer-secrets.ts";
import { createSecretsPort } from "./secrets/secrets-port.ts";
import { tellLostSecret } from "./secrets/tell-lost-secret.ts";
import type { Services } from "./services.ts";
import { sqlServices } from "./sql/sql-services.ts";
import { createBackfillForm } from "./surfaces/backfill-form/backfill-form.ts";
import { createConnectionForm } from "./surfaces/connection-form/connection-form.ts";
import { createGraphPanels } from "./surfaces/graph-panel/graph-panels.ts";
import { SURFACES } from "./surfaces/registry.ts";
import { createTreesPort } from "./trees/trees-port.ts";
import type { Workspaces } from "./workspaces.ts";

/** What activation gives to tests and to other extensions. */
export interface ExtensionApi {
  readonly workspaces: Workspaces;
  /** How long activation itself took. */
  readonly activationMs: number;
}

/** Registers everything, and does no I/O: runners are started or attached to right after. */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const began = performance.now();
  const log = vscode.window.createOutputChannel("Millrace", { log: true });
  const secrets = createSecretsPort(context);
  const secretsOf = (folder: vscode.WorkspaceFolder) =>
    answerSecrets(secrets.of(folder), (name) => tellLostSecret(folder, name));
  const workspaces = openWorkspaces(context, secretsOf, log);
  const compose = watchComposeFiles((error) => log.warn(`Looking for compose files: ${String(error)}`));
  const memory = answerMemory(context.workspaceState);
  const sql = sqlServices({ workspaces, memory, state: context.workspaceState, log });
  const backfillForm = createBackfillForm(() => services);
  const connectionForm = createConnectionForm(() => services);
  const graph = createGraphPanels(() => services);
  const services: Services = {
    context,
    log,
    workspaces,
    memory,
    sql,
    results: sql.results,
    graph,
    connectionTests: createConnectionTests((error) => log.error(String(error))),
    dockerNews: createDockerNews((error) => log.error(String(error))),
    trees: createTreesPort(),
    backfillForm,
    connectionForm,
    secrets,
  };
  context.subscriptions.push(
    log,
    workspaces,
    backfillForm,
    connectionForm,
    graph,
    compose,
    keepContextKeys(workspaces, compose),
    ...SURFACES.map((surface) => surface.register(services)),
    ...registerCommands(COMMAND_LIST, services),
  );
  setImmediate(() => workspaces.begin());
  const activationMs = performance.now() - began;
  log.info(`Activated in ${activationMs.toFixed(1)} ms.`);
  return { workspaces, activationMs };
}
