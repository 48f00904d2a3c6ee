import { Argument } from "commander";
import type { CliCommand } from "../command.ts";
import { EXIT } from "../command.ts";
import type { Shell } from "../completion/scripts.ts";
import { completionScript, SHELLS } from "../completion/scripts.ts";
import { jsonDocument } from "../render/json.ts";

export const completion: CliCommand = {
  define: (program) =>
    program
      .command("completion")
      .description("print a script that lets a shell complete commands, DAGs, tasks and targets")
      .addArgument(new Argument("<shell>", "the shell").choices([...SHELLS])),
  async run(context, [shell]) {
    const script = completionScript(shell as Shell);
    context.print(context.json ? jsonDocument({ shell, script }) : script);
    return EXIT.ok;
  },
};
