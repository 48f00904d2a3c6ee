import path from "node:path";
import { evaluateCheck } from "./checks/evaluate.ts";
import { CHECKS } from "./checks/registry.ts";
import { connectionKind } from "./config/config.ts";
import { loadConfig } from "./config/load-config.ts";
import type { Connections } from "./connections/connections.ts";
import { createConnections } from "./connections/connections.ts";
import type { EmbeddedServer } from "./connections/embedded/embedded-postgres.ts";
import { embeddedPostgres } from "./connections/embedded/embedded-postgres.ts";
import { filesLake } from "./connections/files/files-lake.ts";
import { postgresWarehouse } from "./connections/postgres/postgres-warehouse.ts";
import type { BundleStore } from "./dag/bundle-store.ts";
import { bundleStore } from "./dag/bundle-store.ts";
import { writeEditorTypes } from "./dag/editor-types.ts";
import { loadDags } from "./dag/loader.ts";
import { taskWorkers } from "./dag/task-workers.ts";
import type { CommittedLoad } from "./engine/recover.ts";
import { createTaskExecutor } from "./engine/task-executor.ts";
import { warehouseOf } from "./engine/task-warehouse.ts";
import { userCodeCaller } from "./engine/user-code.ts";
import { committedLoad } from "./loads/ledger.ts";
import { OPERATORS } from "./operators/registry.ts";
import type { Project, Settings } from "./project.ts";
import { connectionNamed, requireUsableConfig } from "./project.ts";
import type { Session, TaskExecution } from "./session.ts";
import { createSession } from "./session.ts";
import { openSqliteStore } from "./state/sqlite-store.ts";
import { lockWorkspace, workspaceOwner } from "./state/workspace-lock.ts";

export interface WorkspaceOptions {
  /** Absolute path. */
  readonly workspace: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
}

/** Names of the connections that tasks use when they name none. */
const DEFAULT_WAREHOUSE = "warehouse";
const DEFAULT_LAKE = "lake";

const OPERATOR_BY_NAME = new Map(OPERATORS.map((operator) => [operator.name, operator]));
const CHECK_BY_KIND = new Map(CHECKS.map((check) => [check.kind, check]));

/** A session of a workspace on its real connections, history and DAG files. */
export function openWorkspaceSession(options: WorkspaceOptions): Session {
  const { workspace, now } = options;
  const stateFolder = path.join(workspace, ".millrace");
  const bundles = bundleStore();
  return createSession({
    workspace,
    stateFolder,
    now,
    newId: options.newId,
    loadSettings: () => loadConfig(workspace),
    loadProject: (settings) => loadProject(settings, workspace, bundles),
    openHistory: () => openSqliteStore(path.join(stateFolder, "history.db")),
    openConnections: (settings) => openConnections(settings, workspace, stateFolder),
    createExecutor: (project, connections) =>
      createExecutor(project, connections, options, stateFolder, bundles),
    committedLoad: askLedger,
    lock: (doing) => lockWorkspace(stateFolder, doing, now()),
    owner: () => workspaceOwner(stateFolder),
  });
}

async function loadProject(
  { config, problems }: Settings,
  workspace: string,
  bundles: BundleStore,
): Promise<Project> {
  const registries = { operators: OPERATORS, checks: CHECKS };
  const loaded = await loadDags({ workspace, registries, config, bundles });
  if (loaded.dags.length + loaded.broken.length > 0) await writeEditorTypes(workspace);
  return { config, dags: loaded.dags, broken: loaded.broken, problems: [...problems, ...loaded.problems] };
}

function openConnections(settings: Settings, workspace: string, stateFolder: string): Connections {
  requireUsableConfig(settings);
  // One server for the workspace, however many connections name it.
  let embedded: Promise<EmbeddedServer> | undefined;
  const startEmbedded = (): Promise<EmbeddedServer> => {
    const starting = embeddedPostgres({ folder: path.join(stateFolder, "postgres") });
    // The next one who asks tries again.
    starting.catch(() => {
      embedded = undefined;
    });
    return starting;
  };
  return createConnections({
    warehouse: async (name) => {
      connectionNamed(settings, name, "warehouse");
      embedded ??= startEmbedded();
      return postgresWarehouse({ name, ...(await embedded).connection });
    },
    lake: async (name) => {
      const config = connectionNamed(settings, name, "lake");
      if (config.type !== "files") throw new Error(`The lake ${name} is of type ${config.type}.`);
      return filesLake({ name, root: path.resolve(workspace, config.path) });
    },
    close: async () => (await embedded?.catch(() => undefined))?.stop(),
  });
}

function createExecutor(
  project: Project,
  connections: Connections,
  { workspace, now }: WorkspaceOptions,
  stateFolder: string,
  bundles: BundleStore,
): TaskExecution {
  const workers = taskWorkers({ workspace, size: project.config.parallelism, bundles });
  const executor = createTaskExecutor({
    operators: OPERATOR_BY_NAME,
    stateFolder,
    services: {
      workspace,
      connections,
      now,
      defaultWarehouse: DEFAULT_WAREHOUSE,
      defaultLake: DEFAULT_LAKE,
      runSchemas: new Map(),
      searchPaths: new Map(),
      callUserCode: userCodeCaller(workers),
      evaluateCheck: async (check, warehouse, context) => {
        const searchPath = await context.searchPath(warehouse);
        const label = `${context.identity.dagId}.${context.identity.taskId} check`;
        return evaluateCheck(check, CHECK_BY_KIND, {
          query: (sql, values) => warehouse.query(sql, values, { searchPath, signal: context.signal, label }),
          sql: context.sql,
          render: context.render,
        });
      },
    },
  });
  return { executor, close: () => workers.close() };
}

/**
 * Asks the ledger of the warehouse that the task loads; every ledger when the DAG does not have the task any more,
 * or cannot be read. A task that loads no warehouse is in none.
 */
function askLedger(project: Project, connections: Connections): CommittedLoad {
  const { connections: configured } = project.config;
  const warehouses = Object.entries(configured).filter(
    ([, config]) => connectionKind(config) === "warehouse",
  );
  return async (run, task, tryId) => {
    const spec = project.dags.find(({ id }) => id === run.dagId)?.tasks.find(({ id }) => id === task.taskId);
    const names: readonly (string | undefined)[] =
      spec === undefined
        ? warehouses.map(([name]) => name)
        : [warehouseOf(spec, OPERATOR_BY_NAME, DEFAULT_WAREHOUSE)];
    for (const name of names) {
      if (name === undefined) continue;
      const loads = await committedLoad(await connections.warehouse(name), tryId);
      if (loads !== undefined) return { loads, hasChecks: spec === undefined || spec.checks.length > 0 };
    }
    return undefined;
  };
}
