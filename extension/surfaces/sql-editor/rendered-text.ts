import type { RenderedSql } from "../../../protocol/rpc/runs.ts";

/** A task's SQL as one document: each text under a comment that says what it is. */
export function renderedTaskText(
  { dagId, taskId }: { readonly dagId: string; readonly taskId: string },
  { label, sql }: { readonly label: string; readonly sql: readonly RenderedSql[] },
): string {
  const head = sqlComment(`${dagId} · ${taskId} · ${label}`);
  if (sql.length === 0) return `${head}\n${sqlComment("This task has no SQL of its own.")}`;
  const parts = sql.map(({ param, file, text, problem }) => {
    const title = sqlComment(file === null ? param : `${param}: ${file}`);
    return `${title}\n${problem === undefined ? text.trimEnd() : sqlComment(problem)}\n`;
  });
  return [head, ...parts].join("\n");
}

/** Every line of it stays a comment. */
export function sqlComment(text: string): string {
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `-- ${line}\n`)
    .join("");
}
