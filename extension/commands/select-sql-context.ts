import * as vscode from "vscode";
import { listConnections } from "../../protocol/rpc/connections.ts";
import type { Services } from "../services.ts";
import { type SqlContext, USUAL_CONNECTION } from "../sql/sql-contexts.ts";
import { type Choice, pickOne } from "./ask/pick.ts";
import type { Command } from "./command.ts";
import { askFills } from "./sql/ask-interval.ts";
import { activeSqlEditor } from "./sql/sql-editor.ts";

/** Which connection the active editor's SQL runs on, and what its templates are filled from. */
export const selectSqlContext: Command = {
  id: "millrace.selectSqlContext",
  run: async (services) => {
    const { document } = activeSqlEditor();
    const context = services.sql.contexts.of(document);
    if (context === undefined) return undefined;
    const what = await askWhat(context);
    switch (what) {
      case undefined:
        return undefined;
      case "connection": {
        const connection = await askConnection(services, context);
        if (connection === undefined) return undefined;
        services.sql.contexts.choose(document, { folder: context.model.folder.uri.toString(), connection });
        return connection;
      }
      case "interval": {
        const fills = await askFills(services, context.model, context.dagId);
        if (fills !== undefined) services.sql.contexts.choose(document, { fills });
        return fills?.interval.date;
      }
      case "dag": {
        const fills = await askFills(services, context.model, null);
        if (fills !== undefined) services.sql.contexts.choose(document, { fills });
        return fills?.interval.date;
      }
      case "none":
        services.sql.contexts.choose(document, { fills: null });
        return undefined;
    }
  },
};

type What = "connection" | "interval" | "dag" | "none";

async function askWhat({ connection, dagId, interval }: SqlContext): Promise<What | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly what: What })[] = [
    { what: "connection", label: "$(plug) Connection", description: connection },
    { what: "interval", label: "$(calendar) Interval", description: interval?.label ?? "none" },
    ...(dagId === null ? [] : [{ what: "dag", label: "$(type-hierarchy) DAG", description: dagId } as const]),
    ...(interval === null
      ? []
      : [
          {
            what: "none",
            label: "$(circle-slash) No interval",
            description: "Templates are not filled",
          } as const,
        ]),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: "SQL of This File",
    placeHolder: "What to change?",
  });
  return picked?.what;
}

async function askConnection(
  { memory }: Services,
  { model, connection }: SqlContext,
): Promise<string | undefined> {
  const client = await model.client();
  const all = await client.request(listConnections, {});
  const choices = all
    .filter(({ kind }) => kind === "warehouse")
    .flatMap(({ name, type, place, readOnly, standsFor }): readonly Choice<string>[] => {
      const detail = [type, place, ...(readOnly ? ["read-only"] : [])].join(" · ");
      // A name that stands for it goes on to do so when the target is changed.
      const names = standsFor.includes(name) ? standsFor : [...standsFor, name];
      return names.map((label) => ({ label, description: detail, key: label, value: label }));
    });
  const question = {
    title: "Connection of This File",
    placeholder: `Where to run its statements? Usually ${USUAL_CONNECTION}.`,
    offered: connection,
  };
  return pickOne(choices, question, memory);
}
