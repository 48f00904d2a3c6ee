import type { SecretRef } from "../../protocol/secret-ref.ts";
import { formatDuration } from "../../protocol/text/duration.ts";
import { UserError } from "../../protocol/user-error.ts";
import { type ProgramEnd, runProgram } from "./run-program.ts";
import type { SecretKind, SecretPlaces } from "./secret-kind.ts";
import { SHORT_WHILE } from "./secret-kind.ts";

type CommandRef = Extract<SecretRef, { readonly command: readonly string[] }>;

/** Somebody may have to unlock a password manager; what waits for input that never comes must end. */
const WITHIN = 30_000;

/** Characters of the program's own words in an error. */
const MOST_WORDS = 200;

/** What a program prints. */
export const command: SecretKind<CommandRef> = commandWithin(WITHIN);

/** The same with another time limit, in milliseconds. */
export function commandWithin(milliseconds: number): SecretKind<CommandRef> {
  return {
    is: (ref) => "command" in ref,
    keptFor: SHORT_WHILE,
    async find({ command: words }, { workspace, env, redactor }, signal) {
      const [program = ""] = words;
      const end = await runProgram(words, { cwd: workspace, env, milliseconds, signal });
      // Also of a program that has failed: its words could have it in them.
      const printed = "stdout" in end ? end.stdout.replace(/\r?\n$/, "") : "";
      redactor.add(printed);
      if (end.kind !== "ended" || end.code !== 0) throw failed(program, end, milliseconds, redactor);
      if (printed === "") throw printedNothing(program);
      return printed;
    },
  };
}

function failed(
  program: string,
  end: ProgramEnd,
  milliseconds: number,
  { redact }: SecretPlaces["redactor"],
): UserError {
  const code = "secret-command-failed";
  const subject = `The program ${program}, which is to print a secret,`;
  switch (end.kind) {
    case "not-started":
      return new UserError({
        code,
        message: `${subject} ${end.reason}.`,
        next: "Install it, or write its whole path into millrace.json. It is run in the workspace and without a shell.",
      });
    case "cancelled":
      return new UserError({ code: "cancelled", message: `${subject} was stopped.` });
    case "late":
      return new UserError({
        code,
        message: `${subject} did not end within ${formatDuration(milliseconds)}.`,
        next: "It gets no input: let it print the secret without asking, for example by unlocking it before.",
        retryable: true,
      });
    case "too-long":
      return new UserError({
        code,
        message: `${subject} printed more than ${end.most} bytes.`,
        next: "Let it print the secret and nothing else.",
      });
    case "ended": {
      const words = lastLine(redact(end.stderr));
      const how = end.code === null ? `was ended by ${end.signal}` : `ended with exit code ${end.code}`;
      return new UserError({
        code,
        message: `${subject} ${how}${words === "" ? "" : `: ${words}`}${/[.!?]$/.test(words) ? "" : "."}`,
        next: "Run it in a terminal, in the workspace, to see what it needs.",
        retryable: true,
      });
    }
  }
}

function printedNothing(program: string): UserError {
  return new UserError({
    code: "secret-missing",
    message: `The program ${program} printed nothing where it was to print a secret.`,
    next: "Run it in a terminal, in the workspace: the secret belongs on its standard output.",
  });
}

function lastLine(text: string): string {
  const line =
    text
      .trimEnd()
      .split(/[\r\n]+/)
      .at(-1) ?? "";
  return line.length > MOST_WORDS ? `${line.slice(0, MOST_WORDS)}…` : line.trim();
}
