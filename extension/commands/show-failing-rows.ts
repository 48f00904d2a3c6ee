import { failingRows } from "../../protocol/rpc/runs.ts";
import { counted } from "../../protocol/text/counted.ts";
import { intervalLabeler } from "../../protocol/text/interval-label.ts";
import { UserError } from "../../protocol/user-error.ts";
import { checkFinding } from "../check-words.ts";
import { failingRowsTable } from "../failing-rows-table.ts";
import { askCheck } from "./ask/ask-check.ts";
import type { Command } from "./command.ts";

/** The rows that broke a check's rule at its latest result, as many as the history keeps. */
export const showFailingRows: Command = {
  id: "millrace.showFailingRows",
  run: async (services, subject) => {
    const asked = await askCheck(
      services,
      subject,
      "Show Failing Rows",
      ({ result }) => (result?.keptRows ?? 0) > 0,
    );
    if (asked === undefined) return undefined;
    const { model, dag, taskId, spec } = asked;
    const { request } = await model.client();
    const { check, rows } = await request(failingRows, { dagId: dag.spec.id, taskId, name: spec.name });
    if (rows === null) throw noRows(spec.name);
    const label = intervalLabeler(dag.spec.timezone)(check.interval);
    await services.results.showRows({
      key: `failing rows ${model.folder.uri.toString()} ${dag.spec.id} ${taskId} ${spec.name}`,
      title: `${spec.name} · ${label}`,
      detail: `${checkFinding(check)} · ${dag.spec.id} ${taskId}`,
      ...(check.sql !== undefined && { sql: check.sql }),
      ...failingRowsTable(rows),
      isCut: rows.isCut,
    });
    return counted(rows.rows.length, "row");
  },
};

function noRows(name: string): UserError {
  return new UserError({
    code: "no-failing-rows",
    message: `No failing rows of "${name}" are kept.`,
    next: "Its SQL shows what it looked at; keepRows of the check says how many rows are kept.",
  });
}
