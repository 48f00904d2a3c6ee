import type { LoadRecord } from "../../../protocol/history.ts";
import type { TableView } from "../../../protocol/rpc/runs.ts";
import type { ViewSource } from "./view-source.ts";

/** Every table that a load made or a check is about, by name. */
export function tableViews({ store, project }: ViewSource): readonly TableView[] {
  const tables = new Map<string, TableView>();
  for (const { dags } of [project])
    for (const dag of dags)
      for (const { checks } of dag.tasks)
        for (const table of checks.flatMap((check) => check.tables)) tables.set(table, onlyChecked(table));
  for (const load of store.lastLoads()) tables.set(load.table, loaded(load, store));
  return [...tables.values()].sort((a, b) => (a.table < b.table ? -1 : 1));
}

function onlyChecked(table: string): TableView {
  const unknown = { rows: null, previousRows: null, loadedAt: null, dagId: null, taskId: null, runId: null };
  return { table, ...unknown };
}

function loaded(load: LoadRecord, store: ViewSource["store"]): TableView {
  const { table, total, at, dagId, taskId, runId } = load;
  const previousRows = store.loadBefore(load)?.total ?? null;
  return { table, rows: total, previousRows, loadedAt: at, dagId, taskId, runId };
}
