import * as vscode from "vscode";
import { VIEW_IDS } from "../../contributions/views.ts";
import { registerTree } from "../../trees/register-tree.ts";
import type { Surface } from "../surface.ts";
import { connectionsSource } from "./connections-source.ts";

export const connectionsTree: Surface = {
  name: "connections tree",
  register: (services) => {
    const { connectionTests, dockerNews, log, workspaces } = services;
    const source = connectionsSource(connectionTests, dockerNews, (error) =>
      log.warn(`The tree of connections: ${error}`),
    );
    const tree = registerTree(services, VIEW_IDS.connections, {
      ...source,
      onDidChange: (listener, thisArg, disposables) =>
        vscode.Disposable.from(
          source.onDidChange?.(listener, thisArg, disposables) ?? { dispose: () => {} },
          connectionTests.onDidChange(listener, thisArg, disposables),
          dockerNews.onDidChange(listener, thisArg, disposables),
        ),
    });
    const heard = workspaces.onDidChange((event) => {
      if (event !== undefined) source.heard(event.model, event.change);
    });
    return vscode.Disposable.from(tree, heard, source);
  },
};
