import { askSecret } from "../../protocol/rpc/secrets.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { Redactor } from "../secrets/secrets.ts";
import type { Peer } from "./connection.ts";

/** Secrets that editors keep, asked of those that are connected. */
export interface EditorSecrets {
  /** A client that can answer has come. */
  join(peer: Peer): void;
  /**
   * The first answer that has it; undefined when all have answered that they do not. Throws a UserError when none is
   * there, and when none that could have it answers in time.
   */
  ask(name: string, signal?: AbortSignal): Promise<string | undefined>;
}

/** How long an editor may take, in milliseconds: a keyring can ask to be unlocked. */
const ANSWER_WITHIN = 10_000;

export interface EditorSecretsOptions {
  readonly redactor: Redactor;
  /** What is told where no editor is there. */
  readonly noEditor: (name: string) => UserError;
  readonly answerWithin?: number;
}

export function editorSecrets(options: EditorSecretsOptions): EditorSecrets {
  const { redactor, noEditor, answerWithin = ANSWER_WITHIN } = options;
  const peers = new Set<Peer>();
  return {
    join(peer) {
      peers.add(peer);
      peer.gone.addEventListener("abort", () => peers.delete(peer));
    },
    async ask(name, signal) {
      if (peers.size === 0) throw noEditor(name);
      const found = new AbortController();
      const late = AbortSignal.timeout(answerWithin);
      const stop = AbortSignal.any([found.signal, late, ...(signal === undefined ? [] : [signal])]);
      try {
        const secret = await firstThatHasIt([...peers], name, stop);
        if (secret !== undefined) redactor.add(secret);
        return secret;
      } catch (error) {
        if (signal?.aborted === true) throw cancelled(name);
        throw noAnswer(name, error);
      } finally {
        found.abort();
      }
    },
  };
}

/** Rejects when none has it and one could not say so. */
async function firstThatHasIt(
  peers: readonly Peer[],
  name: string,
  stop: AbortSignal,
): Promise<string | undefined> {
  const answers = peers.map(async (peer) => {
    const secret = await peer.ask(askSecret, { name }, stop);
    if (secret === null) throw new NotThere();
    return secret;
  });
  try {
    return await Promise.any(answers);
  } catch (error) {
    const reasons = error instanceof AggregateError ? error.errors : [error];
    const failure: unknown = reasons.find((reason) => !(reason instanceof NotThere));
    if (failure !== undefined) throw failure;
    return undefined;
  }
}

/** An answer: the editor has none of that name. */
class NotThere extends Error {}

function noAnswer(name: string, cause: unknown): UserError {
  return new UserError({
    code: "editor-silent",
    message: `The editor did not give the secret "${name}".`,
    next: "Look whether its window asks for something, such as to unlock the keyring, and try again.",
    retryable: true,
    cause,
  });
}

function cancelled(name: string): UserError {
  return new UserError({ code: "cancelled", message: `The secret "${name}" was not waited for.` });
}
