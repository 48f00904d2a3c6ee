import { UserError } from "../../../protocol/user-error.ts";
import type { CheckUp, Examined } from "../../doctor/check-up.ts";
import { examine } from "../../doctor/check-up.ts";
import { checkUps, machineCheckUps } from "../../doctor/registry.ts";
import type { Session } from "../../session.ts";
import { allowWrites } from "../allow-writes.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT } from "../command.ts";
import { findingLines } from "../render/finding-lines.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { targetLine } from "../render/target-line.ts";
import { requireWorkspace } from "../require-workspace.ts";

export const doctor: CliCommand = {
  define: (program) =>
    program
      .command("doctor")
      .description("look at the machine and the workspace, and say what is wrong and what to do")
      .option("--fix", "drop the staging tables that ended runs have left"),
  async run(context, _args, options) {
    const session = context.session();
    const isFixing = options["fix"] === true;
    const looks = await checkUpsOf(context, session, isFixing);
    const names = Math.max(...looks.map(({ name }) => name.length));
    const layout = { names, indent: "", width: context.width, style: context.style };
    const examined: Examined[] = [];
    for await (const finding of examine(looks, context.interrupted)) {
      examined.push(finding);
      if (!context.json) context.print(`${findingLines(finding, layout).join("\n")}\n`);
    }
    const problems = examined.filter(({ health }) => health === "problem").length;
    const warnings = examined.filter(({ health }) => health === "warning").length;
    if (context.json) context.print(jsonDocument({ ok: problems === 0, findings: examined.map(document) }));
    else context.print(`\n${summary(problems, warnings, context)}\n`);
    return problems === 0 ? EXIT.ok : EXIT.failed;
  },
};

/** All of them; in a folder that is no workspace those of the machine, so that nothing is made there. */
async function checkUpsOf(
  context: CommandContext,
  session: Session,
  isFixing: boolean,
): Promise<readonly CheckUp[]> {
  try {
    await requireWorkspace(session);
  } catch (error) {
    if (!(error instanceof UserError && error.code === "no-workspace")) throw error;
    const { message, next = "" } = error;
    const workspace = { name: "workspace", look: async () => ({ health: "warning", text: message, next }) };
    return [...machineCheckUps(session.workspace), workspace as CheckUp];
  }
  // A target that is not there is told like everywhere; one of a file with mistakes is among the findings.
  if (session.settings().problems.length === 0) {
    if (isFixing) {
      await allowWrites(context, session);
      session.writes.require();
    }
    if (!context.json) context.print(targetLine(session.target, context.style));
  }
  return checkUps(session, isFixing);
}

function document({ name, health, text, next }: Examined): object {
  return { name, health, text, next: next ?? null };
}

function summary(problems: number, warnings: number, { style: { paint } }: CommandContext): string {
  const counts = [
    ...(problems > 0 ? [paint.red(countOf(problems, "problem"))] : []),
    ...(warnings > 0 ? [paint.yellow(countOf(warnings, "warning"))] : []),
  ];
  return counts.length > 0 ? counts.join(", ") : `${paint.green("ok")} all is well`;
}
