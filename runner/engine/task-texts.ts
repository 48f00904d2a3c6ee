import { isSqlFile } from "../core/sql-file.ts";
import { renderTemplate } from "../core/templates/render.ts";
import type { TemplateVariables } from "../core/templates/variables.ts";
import type { TaskContext } from "../operators/operator.ts";
import { readTaskFile } from "./task-files.ts";

/** A task's texts and files, as its DAG file names them. */
export function taskTexts(
  workspace: string,
  dagFile: string,
  variables: TemplateVariables,
): Pick<TaskContext, "render" | "sql" | "readFile"> {
  return {
    render: (template, where) => renderTemplate(template, variables, { what: where }),
    async sql(param, where) {
      if (!isSqlFile(param)) return { text: renderTemplate(param, variables, { what: where }) };
      const { text, file } = await readTaskFile(workspace, dagFile, param, where);
      return { text: renderTemplate(text, variables, { file, what: where }), file };
    },
    readFile: async (name, where) => (await readTaskFile(workspace, dagFile, name, where)).text,
  };
}
