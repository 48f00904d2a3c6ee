import * as vscode from "vscode";
import { VIEW_IDS } from "../../contributions/views.ts";
import { registerTree } from "../../trees/register-tree.ts";
import { viewsOf } from "../../trees/views-of.ts";
import type { Surface } from "../surface.ts";
import { knownTables } from "./known-tables.ts";
import { tableRows } from "./table-rows.ts";
import { tablesBadge } from "./tables-badge.ts";

export const tablesTree: Surface = {
  name: "tables tree",
  register: (services) => {
    const tables = knownTables((error) => services.log.warn(`Tables could not be listed: ${error}`));
    const tree = registerTree<never>(services, VIEW_IDS.tables, {
      list: (model, now) => ({
        rows: model.view === undefined ? [] : tableRows(model.view, tables.of(model), now),
      }),
      badge: (workspaces) => tablesBadge(viewsOf(workspaces)),
      forget: tables.forget,
      onDidChange: tables.onDidChange,
    });
    const heard = services.workspaces.onDidChange((event) => {
      if (event !== undefined) tables.heard(event.model, event.change);
    });
    return vscode.Disposable.from(tree, heard, tables);
  },
};
