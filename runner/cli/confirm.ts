import { createInterface } from "node:readline";
import { UserError } from "../../protocol/user-error.ts";
import type { CommandContext } from "./command.ts";

type Asking = Pick<CommandContext, "stdin" | "stdout" | "env" | "json" | "interrupted">;

/** Whether somebody is there to answer: it is a terminal, no CI's, and the output is not one JSON document. */
export function canAsk({ stdin, stdout, env, json }: Asking): boolean {
  return !json && !env["CI"] && stdout.isTTY === true && stdin().isTTY === true;
}

/** Asks a question that ends without a mark: `Run 3 tasks again`. Only y and yes are a yes; Ctrl-C and Ctrl-D are a no. */
export async function confirm(context: Asking, question: string): Promise<boolean> {
  return /^y(es)?$/i.test((await ask(context, `${question}? [y/N] `)) ?? "");
}

/** Asks for a name to be typed, for what must not happen by a hasty `y`. */
export async function confirmByName(context: Asking, question: string, name: string): Promise<boolean> {
  return (await ask(context, `${question} `)) === name;
}

/** What a command is told that must ask and cannot: `what` is the reason, a whole sentence. */
export function needsYes(what: string): UserError {
  return new UserError({
    code: "needs-yes",
    message: `${what} Nobody can be asked here, so nothing was done.`,
    next: "Look at what --dry-run shows, then give --yes.",
  });
}

/** The line that was typed, or undefined when none came. */
async function ask({ stdin, stdout, interrupted }: Asking, question: string): Promise<string | undefined> {
  // After a Ctrl-D nothing comes any more.
  if (interrupted.aborted || stdin().readableEnded) return undefined;
  stdout.write(question);
  // Not as a terminal of readline's own: it would take Ctrl-C, which cancels the command.
  const reader = createInterface({ input: stdin(), terminal: false, signal: interrupted });
  const line = await new Promise<string | undefined>((resolve) => {
    reader.once("line", resolve);
    reader.once("close", () => resolve(undefined));
  });
  reader.close();
  // A line that is ended by Ctrl-C or Ctrl-D is left for what is printed next.
  if (line === undefined) stdout.write("\n");
  return line?.trim();
}
