import { readFileSync } from "node:fs";
import path from "node:path";
import type { CliCommand } from "../command.ts";
import { EXIT } from "../command.ts";
import { jsonDocument } from "../render/json.ts";
import { countOf } from "../render/number.ts";
import { renderProblems } from "../render/problems.ts";
import { NO_DAGS } from "./list.ts";

export const validate: CliCommand = {
  define: (program) =>
    program
      .command("validate")
      .description("read every DAG file, SQL file and millrace.json, and report problems"),
  async run(context) {
    const { dags, problems } = await context.session().project();
    const ok = !problems.some(({ severity }) => severity === "error");
    if (context.json) {
      context.print(jsonDocument({ ok, dags: dags.map(({ id }) => id), problems }));
      return ok ? EXIT.ok : EXIT.failed;
    }
    const { style, width, workspace } = context;
    if (problems.length > 0)
      context.print(
        `${renderProblems(problems, { style, width, readSource: (file) => readSource(workspace, file) })}\n`,
      );
    if (ok && dags.length === 0) context.print(`${NO_DAGS}\n`);
    else if (ok) {
      const tasks = dags.reduce((total, dag) => total + dag.tasks.length, 0);
      context.print(
        `${style.paint.green("ok")} ${countOf(dags.length, "DAG")} with ${countOf(tasks, "task")}\n`,
      );
    }
    return ok ? EXIT.ok : EXIT.failed;
  },
};

function readSource(workspace: string, file: string): string | undefined {
  try {
    return readFileSync(path.join(workspace, file), "utf8");
  } catch {
    return undefined;
  }
}
