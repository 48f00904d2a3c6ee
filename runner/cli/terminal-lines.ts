import type { Terminal } from "./command.ts";
import { wrap } from "./render/fit.ts";

/**
 * Lines as a terminal shows them, broken between words, `indent` columns further in from the second one on. In a pipe
 * each stays one line; so do commands, which are indented, on a terminal too: they are there to be copied.
 */
export function terminalLines(
  lines: readonly string[],
  { stdout, width }: Pick<Terminal, "stdout" | "width">,
  indent = 0,
): string[] {
  if (!stdout.isTTY) return [...lines];
  return lines.flatMap((line) => {
    if (line.startsWith(" ")) return [line];
    const [first = "", ...others] = wrap(line, width - indent);
    return [first, ...others.map((other) => " ".repeat(indent) + other)];
  });
}
