import type { Driver } from "../driver.ts";
import type { Store } from "../state/store.ts";
import type { ExecuteReply, ExecuteRequest, OwnerReply, OwnerRequest } from "./messages.ts";
import { refusal, requestFrom, toJson } from "./messages.ts";

export interface AnswerOptions {
  readonly driver: Driver;
  readonly store: Store;
  readonly now: () => number;
  readonly pid: number;
  /** Null when orders of others are executed here; else the error that tells why not. */
  readonly refuseOrders: (() => Error) | null;
}

/** How often a runner looks for requests, in milliseconds. */
const LOOK_EVERY = 300;

/** Nobody waits that long for an answer: what is older was asked by a process that is gone. */
const STALE_MS = 30_000;

/** Does what other processes ask of this one, until it is stopped. The caller owns the workspace. */
export function answerRequests(options: AnswerOptions): { stop(): void } {
  const { store, now, pid } = options;
  store.requests.clear(now());
  const look = (): void => {
    for (;;) {
      const request = store.requests.take(pid, now() - STALE_MS, now());
      if (request === undefined) return;
      store.requests.answer(request.id, toJson(reply(requestFrom(request.body), options)), now());
    }
  };
  const timer = setInterval(() => {
    try {
      look();
    } catch {
      // A history that cannot be used ends the runs when they write to it; here it is looked at again.
    }
  }, LOOK_EVERY);
  return {
    stop() {
      clearInterval(timer);
      store.requests.clear(now());
    },
  };
}

function reply(request: OwnerRequest, options: AnswerOptions): OwnerReply {
  try {
    const value = request.kind === "execute" ? execute(request, options) : options.driver.control(request);
    return { ok: true, value };
  } catch (error) {
    return refusal(error);
  }
}

function execute({ order, agreed }: ExecuteRequest, { driver, refuseOrders }: AnswerOptions): ExecuteReply {
  const mayResume = order.kind === "resume" && driver.drives(order.backfillId);
  if (refuseOrders !== null && !mayResume) throw refuseOrders();
  const plan = driver.plan(order);
  if (agreed === undefined || JSON.stringify(agreed) !== JSON.stringify(plan)) return { kind: "plan", plan };
  return { kind: "started", ...driver.start(plan) };
}
