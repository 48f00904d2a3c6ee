import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A command of a page that was run, with what the page shows and what came out. */
export interface ShownCommand {
  readonly line: string;
  readonly shown: string;
  readonly actual: string;
  readonly matches: boolean;
}

/** Runs `millrace` with these arguments and gives what it printed, errors included. */
export type RunMillrace = (args: readonly string[], cwd: string) => Promise<string>;

const FENCE = /^```(\w*) ?(.*)\n([\s\S]*?)^```$/gm;

/** Whether a page is a walk that begins with an empty folder: its `console` blocks can be run. */
export function isWalk(text: string): boolean {
  return /^```console\n\$ millrace init /m.test(text);
}

/**
 * Walks through a page in an empty folder: writes the files whose blocks carry a name after their language, applies
 * `diff` blocks, and runs the `millrace` commands of the `console` blocks. Returns the commands, and the page with
 * the output that is not as shown replaced.
 */
export async function walkPage(
  text: string,
  folder: string,
  run: RunMillrace,
): Promise<{ readonly commands: readonly ShownCommand[]; readonly text: string }> {
  const commands: ShownCommand[] = [];
  let cwd = folder;
  let written = "";
  let end = 0;
  for (const fence of text.matchAll(FENCE)) {
    const [whole, language, name = "", body = ""] = fence;
    written += text.slice(end, fence.index);
    end = fence.index + whole.length;
    if (language === "diff" && name !== "") applyDiff(path.join(cwd, name), body);
    else if (language === "console") {
      const done: string[] = [];
      for (const { line, output } of steps(body)) {
        const words = wordsOf(line);
        if (words[0] === "cd") cwd = path.join(cwd, words[1] ?? "");
        if (words[0] !== "millrace") {
          done.push(`$ ${line}\n${output}`);
          continue;
        }
        const printed = await run(words.slice(1), cwd);
        const actual = printed.replaceAll(folder, "…").replace(/\n*$/, "\n").replace(/^\n$/, "");
        const matches = isAsShown(output, actual);
        commands.push({ line, shown: output, actual, matches });
        done.push(`$ ${line}\n${matches ? output : actual}`);
      }
      written += `\`\`\`console\n${done.join("")}\`\`\``;
      continue;
    } else if (name !== "" && language !== "text") {
      const file = path.join(cwd, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, body);
    }
    written += whole;
  }
  return { commands, text: written + text.slice(end) };
}

function steps(body: string): readonly { readonly line: string; readonly output: string }[] {
  return body
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [line = ""] = step.split("\n", 1);
      return { line, output: step.slice(line.length + 1) };
    });
}

/** The words of a command line, as a shell reads plain words and quotes. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)].map(
    ([word, double, single]) => double ?? single ?? word,
  );
}

/** A diff without headers: its context and removed lines are found once in the file, and replaced. */
function applyDiff(file: string, body: string): void {
  const lines = body.split("\n").filter((line) => line !== "");
  const side = (marks: string): string =>
    lines
      .filter((line) => marks.includes(line[0] ?? " "))
      .map((line) => line.slice(1))
      .join("\n");
  const source = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (source.split(side(" -")).length !== 2) throw new Error(`The change does not fit ${file}:\n${body}`);
  writeFileSync(
    file,
    source.replace(side(" -"), () => side(" +")),
  );
}

/**
 * Whether output is as shown, but for what differs from run to run: times, ids, widths of columns and the order of
 * lines (runs go side by side). A line `…` stands for any lines. JSON is compared as JSON.
 */
export function isAsShown(shown: string, actual: string): boolean {
  if (actual.startsWith("{")) return comparableJson(shown) === comparableJson(actual);
  const wanted = comparableLines(shown);
  const left = comparableLines(actual);
  for (const line of wanted) {
    if (line === "…") continue;
    const at = left.indexOf(line);
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return left.length === 0 || wanted.includes("…");
}

function comparableLines(text: string): string[] {
  return steady(text)
    .split("\n")
    .map((line) => line.replace(/─+/g, "─").replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
}

function comparableJson(text: string): string {
  try {
    return steady(JSON.stringify(JSON.parse(text))).replace(/"(\w*[aA]t|ms)":\d+/g, '"$1":0');
  } catch {
    return text;
  }
}

function steady(text: string): string {
  return text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|\+00)?/g, "<time>")
    .replace(/^\d\d:\d\d:\d\d /gm, "<time> ")
    .replace(/(loaded|done) on \d{4}-\d\d-\d\d/g, "$1 on <day>")
    .replace(/\d+(\.\d+)? (ms|s)\b/g, "<duration>");
}
