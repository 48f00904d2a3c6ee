import path from "node:path";
import { CHECKS } from "./checks/registry.ts";
import type { WantedTarget } from "./choose-target.ts";
import { chooseTarget, findTarget } from "./choose-target.ts";
import { DEFAULT_CONFIG } from "./config/config.ts";
import { canBeLoaded } from "./config/connection-config.ts";
import { connectionsOfTarget } from "./config/connections-of-target.ts";
import type { Settings } from "./config/load-config.ts";
import { loadConfig } from "./config/load-config.ts";
import type { Target } from "./config/target-config.ts";
import { applyTarget } from "./config/targets.ts";
import type { Connections } from "./connections/connections.ts";
import type { BundleStore } from "./dag/bundle-store.ts";
import { bundleStore } from "./dag/bundle-store.ts";
import type { ListingPlace } from "./dag/dag-listing.ts";
import { readDagListing, writeDagListing } from "./dag/dag-listing.ts";
import { writeEditorTypes } from "./dag/editor-types.ts";
import { lakeFolders, loadDags } from "./dag/loader.ts";
import { taskWorkers } from "./dag/task-workers.ts";
import { checkAlone } from "./engine/check-alone.ts";
import { checkEvaluator } from "./engine/check-evaluator.ts";
import type { CommittedLoad } from "./engine/recover.ts";
import type { ContextServices } from "./engine/task-context.ts";
import { createTaskExecutor } from "./engine/task-executor.ts";
import { warehouseOf } from "./engine/task-warehouse.ts";
import { userCodeCaller } from "./engine/user-code.ts";
import { committedLoad } from "./loads/ledger.ts";
import { once } from "./once.ts";
import { OPERATORS } from "./operators/registry.ts";
import { planFacts } from "./plan-facts/plan-facts.ts";
import type { Project } from "./project.ts";
import { runsWithoutTarget } from "./runs-without-target.ts";
import { redactTexts } from "./secrets/redact-texts.ts";
import { createRedactor } from "./secrets/redactor.ts";
import type { Redactor } from "./secrets/secrets.ts";
import { withTypedSecrets } from "./secrets/typed-secrets.ts";
import type { SecretSources } from "./secrets/workspace-secrets.ts";
import { workspaceSecrets } from "./secrets/workspace-secrets.ts";
import type { Session, TaskExecution } from "./session.ts";
import { createSession } from "./session.ts";
import { redactedStore } from "./state/redacted-store.ts";
import { openSqliteStore } from "./state/sqlite-store.ts";
import type { Store } from "./state/store.ts";
import { lastOwner, lockWorkspace, workspaceOwner } from "./state/workspace-lock.ts";
import { connectionTests, openConnections, placeOfConnection } from "./workspace-connections.ts";
import { openLakeAt } from "./workspace-lakes.ts";
import { writeAccess } from "./write-access.ts";

export interface WorkspaceOptions {
  /** Absolute path. */
  readonly workspace: string;
  /** The target to work on. Default: the one that `millrace.json` chooses, if it does. */
  readonly target?: WantedTarget;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Where secrets come from. Default: the process's environment, and no editor. */
  readonly secretSources?: SecretSources;
}

/** Names of the connections that tasks use when they name none. */
const DEFAULT_WAREHOUSE = "warehouse";
const DEFAULT_LAKE = "lake";

const OPERATOR_BY_NAME = new Map(OPERATORS.map((operator) => [operator.name, operator]));
const CHECK_BY_KIND = new Map(CHECKS.map((check) => [check.kind, check]));

/** A session of a workspace on its real connections, history and DAG files. */
export function openWorkspaceSession(options: WorkspaceOptions): Session {
  const { workspace, now } = options;
  const bundles = bundleStore();
  const sources = options.secretSources ?? { env: process.env, redactor: createRedactor() };
  const { redactor } = sources;
  const around = { workspace, ...workspaceSecrets(workspace, sources) };
  const fileSettings = once(() => loadConfig(workspace));
  const target = once(() => chooseTarget(fileSettings.get(), options.target));
  const writes = once(() => writeAccess(target.get()));
  const runWrites = once(() => writeAccess(target.get()));
  const stateFolder = (): string => stateFolderOf(workspace, target.get());
  const listingPlace = ({ config }: Settings): ListingPlace => ({
    workspace,
    lakes: lakeFolders(config),
    stateFolder: stateFolder(),
  });
  return createSession({
    workspace,
    target: target.get,
    writes: writes.get,
    runWrites: runWrites.get,
    stateFolder,
    now,
    newId: options.newId,
    fileSettings: fileSettings.get,
    loadSettings: async () => {
      const settings = fileSettings.get();
      // What is wrong in a file is told also when the target cannot be found in it.
      const isUsable = settings.problems.length === 0;
      const chosen = isUsable ? target.get() : findTarget(settings.config, options.target);
      return { ...settings, config: applyTarget(settings.config, chosen) };
    },
    loadProject: async (settings) => {
      const project = await loadProject(settings, workspace, bundles);
      // Looking into a folder that is no workspace leaves nothing there, and without usable settings no target is known.
      const isFound = project.dags.length + project.broken.length > 0;
      if (isFound && settings.problems.length === 0) await writeDagListing(listingPlace(settings), project);
      return project;
    },
    rememberedDags: (settings) => readDagListing(listingPlace(settings)),
    openHistory: () => redactedStore(openSqliteStore(path.join(stateFolder(), "history.db")), redactor),
    runsWithoutTarget: () => runsWithoutTarget(workspace),
    openConnections: (settings) => openConnections(settings, around, writes.get()),
    openLake: (address, settings) => openLakeAt(address, settings, around),
    connectionTests: () => connectionTests(fileSettings.get(), around, writes.get()),
    connectionPlace: (name) => placeOfConnection(fileSettings.get(), name, around),
    secrets: around.secrets,
    drafts: {
      tests: (name, config, typed) => {
        const secrets = withTypedSecrets(around.secrets, typed, sources.redactor);
        const alone = { config: { ...DEFAULT_CONFIG, connections: { [name]: config } }, problems: [] };
        return connectionTests(alone, { ...around, secrets }, writes.get());
      },
      hasVariable: (name) => around.variables(name) !== undefined,
    },
    sqlParams: ({ operator, code }) => OPERATOR_BY_NAME.get(operator)?.sqlParams ?? code?.sqlParams ?? [],
    createExecutor: (project, connections, history) =>
      createExecutor(
        project,
        connections,
        history,
        options,
        { stateFolder: stateFolder(), redactor },
        bundles,
      ),
    committedLoad: (project, connections) => askLedger(project, connections, target.get()),
    planFacts: async (plan, history, connections, look) => {
      const services = { history, connections, operators: OPERATOR_BY_NAME, defaultLake: DEFAULT_LAKE };
      return redactTexts(await planFacts(plan, services, look), redactor);
    },
    lock: (doing, takesOrders) => lockWorkspace(stateFolder(), doing, now(), takesOrders),
    owner: () => workspaceOwner(stateFolder()),
    lastOwner: () => lastOwner(stateFolder()),
  });
}

/** What has happened on one target says nothing about another one. */
export function stateFolderOf(workspace: string, target: Target | undefined): string {
  const folder = path.join(workspace, ".millrace");
  return target === undefined ? folder : path.join(folder, "targets", target.name);
}

async function loadProject(
  { config, problems }: Settings,
  workspace: string,
  bundles: BundleStore,
): Promise<Project> {
  const registries = { operators: OPERATORS, checks: CHECKS };
  const loaded = await loadDags({ workspace, registries, config, bundles });
  if (loaded.dags.length + loaded.broken.length > 0) await writeEditorTypes(workspace);
  const { dags, broken, nested } = loaded;
  return { config, dags, broken, nested, problems: [...problems, ...loaded.problems] };
}

function createExecutor(
  project: Project,
  connections: Connections,
  history: Store,
  { workspace, now }: WorkspaceOptions,
  { stateFolder, redactor }: { readonly stateFolder: string; readonly redactor: Redactor },
  bundles: BundleStore,
): TaskExecution {
  const workers = taskWorkers({ workspace, size: project.config.parallelism, bundles });
  const services: ContextServices = {
    workspace,
    connections,
    now,
    defaultWarehouse: DEFAULT_WAREHOUSE,
    defaultLake: DEFAULT_LAKE,
    runSchemas: new Map(),
    searchPaths: new Map(),
    callUserCode: userCodeCaller(workers),
    evaluateChecks: checkEvaluator(CHECK_BY_KIND, history),
  };
  const operators = OPERATOR_BY_NAME;
  return {
    executor: createTaskExecutor({ operators, stateFolder, services, redactor }),
    evaluateAlone: checkAlone({ operators, services, redactor }),
    close: () => workers.close(),
  };
}

/**
 * Asks the ledger of the warehouse that the task loads. When the DAG does not have the task any more, or cannot be read,
 * it asks every ledger that tasks on this target can have loaded. A task that loads no warehouse is in none.
 */
function askLedger(project: Project, connections: Connections, target: Target | undefined): CommittedLoad {
  const { config, dags } = project;
  const tasks = dags.flatMap((dag) => dag.tasks);
  const named = tasks.flatMap((task) => warehouseOf(task, OPERATOR_BY_NAME, DEFAULT_WAREHOUSE) ?? []);
  const all = [...new Set([...connectionsOfTarget(target, config), ...named])];
  const ledgers = all.filter((name) => {
    const found = Object.hasOwn(config.connections, name) ? config.connections[name] : undefined;
    return found !== undefined && canBeLoaded(found);
  });
  return async (run, task, tryId) => {
    const spec = dags.find(({ id }) => id === run.dagId)?.tasks.find(({ id }) => id === task.taskId);
    const names: readonly (string | undefined)[] =
      spec === undefined ? ledgers : [warehouseOf(spec, OPERATOR_BY_NAME, DEFAULT_WAREHOUSE)];
    for (const name of names) {
      if (name === undefined) continue;
      const loads = await committedLoad(await connections.warehouse(name), tryId);
      if (loads !== undefined) return { loads, hasChecks: spec === undefined || spec.checks.length > 0 };
    }
    return undefined;
  };
}
