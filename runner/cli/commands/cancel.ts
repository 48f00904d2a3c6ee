import type { RunRecord } from "../../../protocol/history.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { CancelRequest, ControlReply } from "../../../protocol/work.ts";
import { runOfDate } from "../../planning/run-scope.ts";
import type { Session } from "../../session.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { findSubject, type Subject } from "../find-subject.ts";
import { dateOf } from "../next-steps.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { shellWord, suggestedCommand } from "../suggest.ts";

export const cancel: CliCommand = {
  define: (program) =>
    program
      .command("cancel")
      .description("stop runs, whichever process is at them; they can go on later")
      .argument("<id>", "a DAG's id, or a backfill's")
      .option("--date <date>", "the run of this day's or time's interval")
      .option("--all", "every open run of the DAG"),
  async run(context, [id = ""], options) {
    const session = context.session();
    const subject = await findSubject(session, id);
    const date = textOption(options, "date");
    const open = await openRuns(session, subject, date);
    if (subject.kind === "dag" && open.length > 1 && options["all"] !== true) throw severalRuns(id, open);
    const scope = scopeOf(subject, date, open);
    const reply: ControlReply =
      open.length === 0
        ? { waiting: [], working: [], pid: null }
        : await session.control({ kind: "cancel", scope });
    if (context.json) context.print(jsonDocument(reply));
    else if (reply.waiting.length + reply.working.length === 0)
      context.print(`Nothing to cancel: ${id} has no open run${date === undefined ? "" : ` of ${date}`}.\n`);
    else await tellCancelled(context, session, subject.dagId, open, reply);
    return EXIT.ok;
  },
};

function scopeOf(
  subject: Subject,
  date: string | undefined,
  open: readonly RunRecord[],
): CancelRequest["scope"] {
  if (date === undefined && subject.kind === "backfill") return { backfillId: subject.backfill.backfillId };
  // Of several, --all was given: also what a scheduler adds meanwhile.
  if (date === undefined && open.length > 1) return { dagId: subject.dagId };
  return { runIds: open.map(({ runId }) => runId) };
}

async function openRuns(
  session: Session,
  subject: Subject,
  date: string | undefined,
): Promise<readonly RunRecord[]> {
  const history = session.history();
  const states = ["queued", "running"] as const;
  const open = history.runs(
    subject.kind === "backfill"
      ? { backfillId: subject.backfill.backfillId, states }
      : { dagId: subject.dagId, states },
  );
  if (date === undefined) return open;
  const run = runOfDate(await session.dag(subject.dagId), date, history, session.now());
  return open.filter(({ runId }) => runId === run?.runId);
}

async function tellCancelled(
  context: CommandContext,
  session: Session,
  dagId: string,
  open: readonly RunRecord[],
  { waiting, working, pid }: ControlReply,
): Promise<void> {
  const ended = pid === null ? [...waiting, ...working] : waiting;
  const lines = [
    ...(ended.length === 0 ? [] : [`${countOf(ended.length, "run")} cancelled.`]),
    ...(pid === null || working.length === 0
      ? []
      : [
          `${countOf(working.length, "run")} at work: process ${pid} is stopping ${working.length === 1 ? "it" : "them"}.`,
        ]),
  ];
  const suggest = (words: string): string => `  ${suggestedCommand(context, session.workspace, words)}`;
  const backfills = new Set(open.flatMap(({ backfillId }) => backfillId ?? []));
  const alone = open.find(({ backfillId }) => backfillId === null);
  const retry =
    alone === undefined
      ? []
      : [
          suggest(
            `retry ${shellWord(dagId)} --date ${dateOf(alone.interval, (await session.dag(dagId)).timezone)}`,
          ),
        ];
  const goOn = [...[...backfills].map((backfillId) => suggest(`resume ${backfillId}`)), ...retry];
  context.print(`${[...lines, "What is left goes on with:", ...goOn].join("\n")}\n`);
}

function severalRuns(dagId: string, open: readonly RunRecord[]): UserError {
  const backfills = [...new Set(open.flatMap(({ backfillId }) => backfillId ?? []))];
  const those = backfills.map((backfillId) => `, \`millrace cancel ${backfillId}\` a backfill's`).join("");
  return new UserError({
    code: "several-runs",
    message: `${countOf(open.length, "run")} of ${dagId} are open.`,
    next: `--all cancels them all, --date one of them${those}.`,
  });
}
