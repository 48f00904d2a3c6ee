import { checkHistory } from "../../protocol/rpc/runs.ts";
import type { CheckView } from "../../protocol/rpc/workspace.ts";
import { counted } from "../../protocol/text/counted.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";
import { checkHistoryTable } from "../check-history-table.ts";
import { askCheck } from "./ask/ask-check.ts";
import type { Command } from "./command.ts";

/** As many intervals as one looks at. */
const LIMIT = 500;

/** A check's last result of each interval, newest first. */
export const showCheckHistory: Command = {
  id: "millrace.showCheckHistory",
  run: async (services, subject) => {
    const asked = await askCheck(services, subject, "Show Check History", () => true);
    if (asked === undefined) return undefined;
    const { model, dag, taskId, spec } = asked;
    const { request } = await model.client();
    const key = { dagId: dag.spec.id, taskId, name: spec.name };
    const history: readonly CheckView[] = await request(checkHistory, { ...key, limit: LIMIT });
    await services.results.showRows({
      key: `check history ${model.folder.uri.toString()} ${dag.spec.id} ${taskId} ${spec.name}`,
      title: `${spec.name} · history`,
      detail: `${counted(history.length, "interval")} · ${dag.spec.id} ${taskId}`,
      ...checkHistoryTable(history, intervalLabeler(dag.spec.timezone)),
      isCut: history.length === LIMIT,
    });
    return history.length;
  },
};
