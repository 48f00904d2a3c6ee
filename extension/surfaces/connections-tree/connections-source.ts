import { type ConnectionView, listConnections } from "../../../protocol/rpc/connections.ts";
import { isFinished } from "../../../protocol/run.ts";
import type { ConnectionTests } from "../../connection-tests.ts";
import type { DockerNewsStore } from "../../docker-news.ts";
import { createEmitter } from "../../emitter.ts";
import { errorText } from "../../runner-error.ts";
import type { TreeSource } from "../../trees/tree-source.ts";
import type { WorkspaceChange, WorkspaceModel } from "../../workspaces.ts";
import { type Catalog, type Found, look } from "./catalog.ts";
import { type CatalogWhat, catalogKey } from "./catalog-what.ts";
import { connectionRows } from "./connection-rows.ts";

interface Folder {
  connections: readonly ConnectionView[] | string | undefined;
  catalog: Map<string, Found>;
  /** What is in the catalog, to be looked for again. */
  looked: Map<string, CatalogWhat>;
  isAsked: boolean;
}

export interface ConnectionsSource extends TreeSource<CatalogWhat> {
  heard(model: WorkspaceModel, change: WorkspaceChange): void;
  dispose(): void;
}

/** Connections of each folder, and what somebody has looked into. */
export function connectionsSource(
  tests: ConnectionTests,
  docker: DockerNewsStore,
  onError: (error: unknown) => void,
): ConnectionsSource {
  const folders = new Map<WorkspaceModel, Folder>();
  const changed = createEmitter<void>(onError);

  const folderOf = (model: WorkspaceModel): Folder => {
    const known = folders.get(model);
    if (known !== undefined) return known;
    const folder: Folder = { connections: undefined, catalog: new Map(), looked: new Map(), isAsked: false };
    folders.set(model, folder);
    return folder;
  };

  const ask = async (model: WorkspaceModel, folder: Folder): Promise<void> => {
    folder.isAsked = true;
    try {
      const { request } = await model.client();
      folder.connections = await request(listConnections, {});
    } catch (error) {
      folder.connections = errorText(error);
    }
    changed.fire();
  };

  const load = async (model: WorkspaceModel, what: CatalogWhat): Promise<void> => {
    const { catalog, looked } = folderOf(model);
    const found = await model.client().then(
      (client) => look(client, what),
      (error: unknown): Found => ({ kind: "error", message: errorText(error) }),
    );
    catalog.set(catalogKey(what), found);
    looked.set(catalogKey(what), what);
    changed.fire();
  };

  const forget = (folder: Folder): void => {
    folder.isAsked = false;
    folder.catalog = new Map();
    folder.looked = new Map();
  };

  /** A run has ended: there can be tables that were not there when somebody looked. */
  const lookAgain = (model: WorkspaceModel, { looked }: Folder): void => {
    for (const what of looked.values()) {
      if (what.kind === "schemas" || what.kind === "relations") void load(model, what);
    }
  };

  return {
    list: (model, now) => {
      const { view } = model;
      if (view === undefined) return { rows: [] };
      const folder = folderOf(model);
      if (!folder.isAsked) void ask(model, folder);
      const uri = model.folder.uri.toString();
      const catalog: Catalog = folder.catalog;
      return {
        rows: connectionRows({
          target: view.target,
          hasTargets: view.targets.length > 0,
          connections: folder.connections,
          catalog,
          tested: (connection) => tests.of(uri, connection),
          docker: (connection) => docker.of(uri, connection),
          now,
        }),
      };
    },
    load,
    forget: () => {
      for (const folder of folders.values()) forget(folder);
    },
    onDidChange: changed.event,
    heard: (model, change) => {
      const folder = folders.get(model);
      if (folder === undefined) return;
      // Settings or the target may be others: what the names stand for is told again.
      if (change.kind === "view") folder.isAsked = false;
      const hasEnded =
        change.kind === "history" && change.changes.runs.some(({ state }) => isFinished(state));
      if (hasEnded) lookAgain(model, folder);
    },
    dispose: () => {
      folders.clear();
      changed.dispose();
    },
  };
}
