import path from "node:path";
import { writeEditorTypes } from "../../dag/editor-types.ts";
import { createEmpty, createSample } from "../../sample/create-sample.ts";
import type { CliCommand, CommandContext } from "../command.ts";
import { EXIT, textOption } from "../command.ts";
import type { NumberRange } from "../number-option.ts";
import { numberOption } from "../number-option.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";

/** Log records that can be asked for. */
export const SAMPLE_SIZES: NumberRange = { least: 1000, most: 100_000_000 };

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
    const folder = path.resolve(context.cwd, textOption(options, "workspace") ?? "", given);
    const made =
      folder === context.cwd ? "Made a workspace here" : `Made ${path.relative(context.cwd, folder)}`;
    if (options["sample"] === true) {
      const size = numberOption(options, "--events", SAMPLE_SIZES);
      const seed = numberOption(options, "--seed", { least: 0, most: 2 ** 31 });
      const sample = await createSample({
        folder,
        ...(size !== undefined && { size }),
        ...(seed !== undefined && { seed }),
        signal: context.interrupted,
      });
      await writeEditorTypes(folder);
      if (context.json)
        context.print(
          jsonDocument({
            folder,
            files: sample.files,
            from: sample.from,
            to: sample.to,
            counts: sample.counts,
          }),
        );
      else {
        const { events, songs, days } = sample.counts;
        const what = `${countOf(events, "event")} over ${countOf(days.length, "day")} and ${countOf(songs, "song")}`;
        context.print(`${made} with ${what}.\n\n`);
        tellNext(context, folder, [
          `millrace backfill sparkify --from ${sample.from} --to ${sample.to}`,
          "millrace tables",
        ]);
      }
      return EXIT.ok;
    }
    const files = await createEmpty({ folder });
    await writeEditorTypes(folder);
    if (context.json) context.print(jsonDocument({ folder, files }));
    else {
      context.print(`${made} with ${files.filter((file) => file.endsWith(".dag.ts")).join(", ")}.\n\n`);
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
