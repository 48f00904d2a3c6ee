import type { BackfillRecord } from "../../../protocol/history.ts";
import { backfillState } from "../../core/backfill-state.ts";
import { oneLine } from "../../core/safe-text.ts";
import type { Session } from "../../session.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT } from "../command.ts";
import { findSubject } from "../find-subject.ts";
import { hiddenRuns } from "../hidden-runs.ts";
import { backfillTable, optionsText, type ShownBackfill } from "../render/backfill-table.ts";
import { wrap } from "../render/fit.ts";
import { jsonDocument } from "../render/json.ts";
import { targetLine } from "../render/target-line.ts";
import { showRuns } from "../show-runs.ts";

export const backfills: CliCommand = {
  define: (program) =>
    program
      .command("backfills")
      .description("list backfills: all, a DAG's, or the runs of one")
      .argument("[id]", "a DAG's id, or a backfill's"),
  async run(context, [id]) {
    const session = context.session();
    const subject = id === undefined ? undefined : await findSubject(session, id);
    if (!context.json) context.print(targetLine(session.target, context.style));
    if (subject?.kind === "backfill") await showOne(context, session, subject.backfill);
    else await showAll(context, session, subject?.dagId);
    return EXIT.ok;
  },
};

async function showAll(context: CommandContext, session: Session, dagId: string | undefined): Promise<void> {
  const { dags } = await session.project();
  // Looking into a folder that is no workspace leaves nothing there.
  const records = dags.length === 0 ? [] : session.history().backfills(dagId);
  const shown = records.map((record) => withState(record, session));
  const { print, style, width } = context;
  if (context.json) print(jsonDocument({ backfills: shown }));
  else if (shown.length === 0) {
    print(`No backfill${dagId === undefined ? "" : ` of ${dagId}`} yet. \`millrace backfill\` makes one.\n`);
    if (dags.length > 0) print(hiddenRuns(session, context));
  } else print(`${backfillTable(shown, dags, { width, style })}\n`);
}

async function showOne(context: CommandContext, session: Session, record: BackfillRecord): Promise<void> {
  const history = session.history();
  const { dags } = await session.project();
  const shown = withState(record, session);
  // Runs that a later backfill has taken are that one's.
  const runs = history.runs({ backfillId: record.backfillId }).toReversed();
  const dag = dags.find(({ id }) => id === record.dagId);
  const { print, style, width } = context;
  if (context.json) {
    print(jsonDocument({ backfill: shown, runs }));
    return;
  }
  const table = backfillTable([shown], dags, { width, style });
  const asked = optionsText(record, dag);
  const isToldThere = asked === undefined || table.includes(asked);
  print(`${table}\n${isToldThere ? "" : `${wrap(oneLine(asked), width).join("\n")}\n`}\n`);
  const isOwned = session.owner() !== undefined;
  if (runs.length === 0) print("Its runs have all been taken by later backfills.\n");
  else showRuns(context, { dag: dag ?? { timezone: "UTC" }, runs, history, isOwned });
}

function withState(record: BackfillRecord, session: Session): ShownBackfill {
  return { ...record, state: backfillState(record, session.owner() !== undefined) };
}
