import type { Session } from "../../session.ts";
import type { CliCommand, CommandContext, ExitCode } from "../command.ts";
import { EXIT } from "../command.ts";
import { findSubject } from "../find-subject.ts";
import { pauseSchedule } from "../pause-schedule.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { suggestedCommand } from "../suggest.ts";

export const pause: CliCommand = {
  define: (program) =>
    program
      .command("pause")
      .description("start no more runs of a backfill, or of a DAG by its schedule")
      .argument("<id>", "a DAG's id, or a backfill's"),
  async run(context, [id = ""]) {
    const session = context.session();
    const subject = await findSubject(session, id);
    return subject.kind === "dag"
      ? pauseSchedule(context, session, subject.dag)
      : pauseBackfill(context, session, id);
  },
};

async function pauseBackfill(
  context: CommandContext,
  session: Session,
  backfillId: string,
): Promise<ExitCode> {
  const reply = await session.control({ kind: "pause", backfillId });
  if (context.json) {
    context.print(jsonDocument(reply));
    return EXIT.ok;
  }
  const { waiting, working } = reply;
  if (waiting.length + working.length === 0) {
    context.print(`Nothing to pause: ${backfillId} has no open run.\n`);
    return EXIT.ok;
  }
  const wait = `${countOf(waiting.length, "run")} ${waiting.length === 1 ? "waits" : "wait"}`;
  const end = `${countOf(working.length, "run")} at work ${working.length === 1 ? "comes to its" : "come to their"} end`;
  const parts = [...(waiting.length > 0 ? [wait] : []), ...(working.length > 0 ? [end] : [])];
  context.print(
    `${backfillId} is paused: ${parts.join(", ")}. It goes on with:\n` +
      `  ${suggestedCommand(context, session.workspace, `resume ${backfillId}`)}\n`,
  );
  return EXIT.ok;
}
