import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../protocol/user-error.ts";
import type { ControlReply, ControlRequest } from "../../protocol/work.ts";
import type { Store } from "../state/store.ts";
import type { Owner } from "../state/workspace-lock.ts";
import type { ExecuteReply, ExecuteRequest, OwnerRequest } from "./messages.ts";
import { answerIn, toJson } from "./messages.ts";

/** How a process that does not own the workspace gets at the one that does. */
export interface OwnerAccess {
  readonly store: Store;
  readonly now: () => number;
  /** The living owner, if there is one. */
  readonly owner: () => Owner | undefined;
  /** How long an owner may leave a request lying, in milliseconds. */
  readonly patience?: number;
}

/** Time between two looks for the answer, in milliseconds. */
const LOOK_EVERY = 50;
const PATIENCE = 10_000;

/**
 * Asks the owner and waits for its answer. Throws its refusal; and a UserError when it has ended or does not answer,
 * after which the request is not carried out any more.
 */
export async function askOwner(
  owner: Owner,
  request: ControlRequest,
  access: OwnerAccess,
): Promise<ControlReply>;
export async function askOwner(
  owner: Owner,
  request: ExecuteRequest,
  access: OwnerAccess,
): Promise<ExecuteReply>;
export async function askOwner(
  owner: Owner,
  request: OwnerRequest,
  access: OwnerAccess,
): Promise<ControlReply | ExecuteReply> {
  const { now, patience = PATIENCE } = access;
  const { requests } = access.store;
  const id = requests.ask(owner.pid, toJson(request), now());
  const deadline = performance.now() + patience;
  for (;;) {
    // Before the look: an owner answers, and then ends.
    const isAlive = access.owner()?.pid === owner.pid;
    const outcome = requests.look(id);
    if (outcome.state === "answered") return answerIn(outcome.reply);
    if (outcome.state === "withdrawn") throw ownerEnded(owner);
    if (!isAlive) {
      requests.withdraw(id, now());
      throw ownerEnded(owner);
    }
    if (performance.now() > deadline && requests.withdraw(id, now())) throw noAnswer(owner, patience);
    await sleep(LOOK_EVERY);
  }
}

export function ownerEnded({ pid, doing }: Owner): UserError {
  return new UserError({
    code: "runner-gone",
    message: `The process that runs tasks in this workspace (pid ${pid}, ${doing}) ended before it did that.`,
    next: "Run the same command again.",
    retryable: true,
  });
}

function noAnswer({ pid, doing }: Owner, patience: number): UserError {
  return new UserError({
    code: "runner-silent",
    message: `The process that runs tasks in this workspace (pid ${pid}, ${doing}) has not answered for ${Math.round(patience / 1000)} seconds. The request was taken back.`,
    next: "See in its terminal what it is at: it may be stopped (Ctrl-Z) or wait for an answer. Ctrl-C there ends it.",
    retryable: true,
  });
}
