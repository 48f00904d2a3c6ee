import type { DagSpec } from "../protocol/dag.ts";
import type { Problem } from "../protocol/problem.ts";
import { UserError } from "../protocol/user-error.ts";
import type {
  ConnectionConfig,
  ConnectionKind,
  LakeConfig,
  WarehouseConfig,
} from "./config/connection-config.ts";
import { connectionKind } from "./config/connection-config.ts";
import type { Settings } from "./config/load-config.ts";
import { CONFIG_FILE } from "./config/load-config.ts";
import { didYouMeanText } from "./core/did-you-mean.ts";

/** What a workspace holds: its settings, its DAGs that can run, and all that is wrong. */
export interface Project extends Settings {
  readonly dags: readonly DagSpec[];
  /** DAGs that have an id and errors. */
  readonly broken: readonly { readonly dagId: string; readonly file: string }[];
  /** Folders that are workspaces of their own. */
  readonly nested: readonly string[];
  readonly problems: readonly Problem[];
}

/** The DAG of that id. Throws a UserError when there is none, or when it has problems. */
export function findDag(project: Project, dagId: string): DagSpec {
  const dag = project.dags.find(({ id }) => id === dagId);
  if (dag !== undefined) return dag;
  const broken = project.problems.filter(
    (problem) => problem.dagId === dagId && problem.severity === "error",
  );
  if (broken[0] !== undefined) {
    const { position } = broken[0];
    throw new UserError({
      code: "broken-dag",
      message: `The DAG ${dagId} has ${broken.length === 1 ? "a problem" : `${broken.length} problems`} and cannot run: ${broken[0].message}`,
      next: "Run `millrace validate` to see them all.",
      ...(position && { position }),
    });
  }
  const ids = project.dags.map(({ id }) => id);
  throw new UserError({
    code: "unknown-dag",
    message: `There is no DAG "${dagId}" in this workspace.${didYouMeanText(dagId, ids)}`,
    next:
      ids.length === 0
        ? "No *.dag.ts file here gives a DAG: `millrace validate` tells of problems, `millrace init --sample` makes an example."
        : `The DAGs here: ${ids.join(", ")}.`,
  });
}

/** Throws a UserError when `millrace.json` has mistakes: work on connections it does not mean would be wrong. */
export function requireUsableConfig({ problems }: Settings): void {
  const mistakes = problems.filter(
    ({ severity, position }) => severity === "error" && position?.file === CONFIG_FILE,
  );
  const [mistake] = mistakes;
  if (mistake === undefined) return;
  const { code, message, position } = mistake;
  const others = mistakes.length - 1;
  const more =
    others === 0
      ? undefined
      : `There ${others === 1 ? "is 1 more mistake" : `are ${others} more mistakes`}: \`millrace validate\` shows all.`;
  const next = [mistake.next, more].filter((text) => text !== undefined).join(" ");
  throw new UserError({ code, message, ...(next && { next }), ...(position && { position }) });
}

/** The settings of a connection of any kind. Throws a UserError when there is none of that name. */
export function anyConnection(settings: Settings, name: string): ConnectionConfig {
  const { connections } = settings.config;
  const found = Object.hasOwn(connections, name) ? connections[name] : undefined;
  if (found !== undefined) return found;
  // With a mistake in the file it is the defaults' names that are known, and the one asked for may well be there.
  requireUsableConfig(settings);
  const names = Object.keys(connections);
  throw new UserError({
    code: "unknown-connection",
    message: `There is no connection "${name}".${didYouMeanText(name, names)}`,
    next: `${CONFIG_FILE} has: ${names.join(", ")}.`,
  });
}

interface ConfigOfKind {
  readonly warehouse: WarehouseConfig;
  readonly lake: LakeConfig;
}

/** The settings of a connection. Throws a UserError when there is none of that name and kind. */
export function connectionNamed<Kind extends ConnectionKind>(
  { config: settings }: Settings,
  name: string,
  kind: Kind,
): ConfigOfKind[Kind] {
  const { connections } = settings;
  const isOfKind = (config: ConnectionConfig): config is ConfigOfKind[Kind] =>
    connectionKind(config) === kind;
  const ofKind = Object.keys(connections).filter((known) => {
    const config = connections[known];
    return config !== undefined && isOfKind(config);
  });
  const config = Object.hasOwn(connections, name) ? connections[name] : undefined;
  if (config !== undefined && isOfKind(config)) return config;
  throw new UserError({
    code: "unknown-connection",
    message: `There is no ${kind} connection "${name}".${didYouMeanText(name, ofKind)}`,
    next: `${CONFIG_FILE} has: ${ofKind.join(", ") || `no ${kind}`}.`,
  });
}
