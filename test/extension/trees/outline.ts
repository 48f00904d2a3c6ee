import type { RowChildren, TreeRow } from "../../../extension/trees/tree-row.ts";

/** A tree as lines of text: icon, label, description; lists that are not loaded, or have more, say so. */
export function outline<What>(rows: readonly TreeRow<What>[], indent = ""): string {
  return rows
    .map(({ icon, label, description, children }) => {
      const line = `${indent}(${icon?.icon ?? ""}) ${label}${description ? ` | ${description}` : ""}`;
      return [line, ...below(children, `${indent}  `)].join("\n");
    })
    .join("\n");
}

function below<What>(children: RowChildren<What> | undefined, indent: string): string[] {
  if (children === undefined) return [];
  if (children.kind === "lazy") return [`${indent}? ${JSON.stringify(children.what)}`];
  return [
    ...(children.rows.length === 0 ? [] : [outline(children.rows, indent)]),
    ...(children.more === undefined ? [] : [`${indent}+ ${JSON.stringify(children.more)}`]),
  ];
}

/** Every row of a tree, parents first. */
export function allRows<What>(rows: readonly TreeRow<What>[]): readonly TreeRow<What>[] {
  return rows.flatMap((row) => [row, ...(row.children?.kind === "rows" ? allRows(row.children.rows) : [])]);
}

/** A name with all that must only be shown. */
export const HOSTILE = `<img src=x onerror=alert(1)> "q" 'q' \`q\` [a](command:x) $(error) %%{init}%% a-->b\n\r\t\u202Eevil\u2066 \u{1F600} ${"x".repeat(10_000)}`;
