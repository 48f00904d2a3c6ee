/** A table; the cells are Markdown already, save for `|`. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

/** As code, in one line. */
export function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

export function codeList(texts: Iterable<string>): string {
  return [...texts].map(code).join(", ");
}

const BLOCK = /<!-- generated: (.+?) -->\n[\s\S]*?<!-- \/generated -->/g;

/**
 * A page with its generated blocks made anew: what stands between `<!-- generated: name -->` and
 * `<!-- /generated -->`. Throws for a name that `blocks` does not have.
 */
export function fillBlocks(page: string, blocks: ReadonlyMap<string, () => string>): string {
  return page.replace(BLOCK, (_whole, name: string) => {
    const make = blocks.get(name);
    if (make === undefined) throw new Error(`Nothing generates "${name}".`);
    return `<!-- generated: ${name} -->\n\n${make()}\n\n<!-- /generated -->`;
  });
}
