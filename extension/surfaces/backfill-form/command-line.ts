import type { ParamSpec } from "../../../protocol/dag.ts";
import type { BackfillRequest } from "../../../protocol/work.ts";

/** For which shell a command is written: `posix` (sh, bash, zsh, fish), or PowerShell. */
export type Shell = "posix" | "powershell";

/** The `millrace backfill` command that does what the order says; what is a default there is left out. */
export function commandLine(
  order: BackfillRequest,
  params: Readonly<Record<string, ParamSpec>>,
  shell: Shell,
  target?: string,
): string {
  const given = Object.entries(order.params).filter(
    ([name, value]) => JSON.stringify(params[name]?.default) !== JSON.stringify(value),
  );
  const words = [
    "millrace",
    "backfill",
    order.dagId,
    "--from",
    order.from,
    "--to",
    order.to,
    ...(order.task === undefined ? [] : ["--task", order.task]),
    ...(order.except === undefined ? [] : ["--except", order.except]),
    ...(order.policy === "missing" ? [] : ["--policy", order.policy]),
    ...(order.order === "asc" ? [] : ["--order", order.order]),
    ...(order.maxActiveRuns === undefined ? [] : ["--max-active-runs", String(order.maxActiveRuns)]),
    ...(order.stopOnFailure ? ["--stop-on-failure"] : []),
    ...given.flatMap(([name, value]) => [
      "--param",
      `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
    ]),
    ...(target === undefined ? [] : ["--target", target]),
  ];
  return words.map((word) => quoted(word, shell)).join(" ");
}

/** A word as the shell reads it back, whatever characters it has. */
export function quoted(word: string, shell: Shell): string {
  if (/^[A-Za-z0-9_./:=@%+-]+$/.test(word) && !(shell === "powershell" && /^[@%]/.test(word))) return word;
  const inside = shell === "posix" ? word.replaceAll("'", `'\\''`) : word.replace(/['‘’‚‛]/g, "$&$&");
  return `'${inside}'`;
}
