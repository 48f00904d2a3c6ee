import { dagToText } from "../../core/graph-text.ts";
import { dagToMermaid } from "../../core/mermaid.ts";
import type { CliCommand } from "../command.ts";
import { EXIT } from "../command.ts";
import { jsonDocument } from "../render/json.ts";

export const graph: CliCommand = {
  define: (program) =>
    program
      .command("graph")
      .description("print a DAG as Mermaid text")
      .argument("<dag>", "the DAG's id")
      .option("--text", "draw it for the terminal instead"),
  async run(context, [dagId = ""], options) {
    const dag = await context.session().dag(dagId);
    const mermaid = dagToMermaid(dag);
    if (context.json)
      context.print(jsonDocument({ dag: dag.id, mermaid, tasks: dag.tasks, groups: dag.groups }));
    else context.print(`${(options["text"] === true ? dagToText(dag) : mermaid).trimEnd()}\n`);
    return EXIT.ok;
  },
};
