import path from "node:path";
import { UserError } from "../../../protocol/user-error.ts";
import { writeEditorTypes } from "../../dag/editor-types.ts";
import { createEmpty, createSample } from "../../sample/create-sample.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";

export const init: CliCommand = {
  define: (program) =>
    program
      .command("init")
      .description("make a new workspace in an empty folder")
      .argument("[folder]", "where (default: the current folder)")
      .option("--sample", "the Sparkify pipeline with made-up data, instead of a DAG that says hello")
      .option("--events <n>", "with --sample: log records to make, 1,000 to 100,000,000", "8000")
      .option("--seed <n>", "with --sample: another seed makes other data", "1"),
  async run(context, [given = "."], options) {
    const folder = path.resolve(context.cwd, given);
    if (options["sample"] === true) {
      const size = readNumber(textOption(options, "events"), "--events", 1000, 100_000_000);
      const seed = readNumber(textOption(options, "seed"), "--seed", 0, 2 ** 31);
      const made = await createSample({ folder, size, seed, signal: context.interrupted });
      await writeEditorTypes(folder);
      if (context.json)
        context.print(
          jsonDocument({ folder, files: made.files, from: made.from, to: made.to, counts: made.counts }),
        );
      else {
        const { events, songs, days } = made.counts;
        const what = `${countOf(events, "event")} over ${countOf(days.length, "day")} and ${countOf(songs, "song")}`;
        context.print(`Made ${given} with ${what}.\n\n`);
        tellNext(context, folder, [
          `millrace backfill sparkify --from ${made.from} --to ${made.to}`,
          "millrace tables",
        ]);
      }
      return EXIT.ok;
    }
    const files = await createEmpty({ folder });
    await writeEditorTypes(folder);
    if (context.json) context.print(jsonDocument({ folder, files }));
    else {
      context.print(`Made ${given} with ${files.filter((file) => file.endsWith(".dag.ts")).join(", ")}.\n\n`);
      tellNext(context, folder, ["millrace run hello", "millrace status hello --last"]);
    }
    return EXIT.ok;
  },
};

function tellNext(context: CommandContext, folder: string, commands: readonly string[]): void {
  const { style, cwd } = context;
  const all = folder === cwd ? commands : [`cd ${path.relative(cwd, folder) || "."}`, ...commands];
  context.print(`Next:\n${all.map((command) => `  ${style.paint.bold(command)}\n`).join("")}`);
}

function readNumber(text: string | undefined, option: string, least: number, most: number): number {
  const value = Number(text?.replaceAll(/[_,]/g, ""));
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UserError({
    code: "bad-number",
    message: `${option}: "${text}" is not a whole number from ${least.toLocaleString("en-US")} to ${most.toLocaleString("en-US")}.`,
    next: "Give it in digits.",
  });
}
