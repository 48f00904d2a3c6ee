import type { Json } from "../../protocol/json.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { ControlReply, ControlRequest, WorkOrder, WorkPlan } from "../../protocol/work.ts";

/** What a process asks of the runner that owns the workspace. */
export type OwnerRequest = ControlRequest | ExecuteRequest;

/**
 * An order to be carried out beside the owner's own runs. Without `agreed`, or when the plan is another one by now,
 * the answer is the plan, and nothing happens: so what was agreed to is what is executed.
 */
export interface ExecuteRequest {
  readonly kind: "execute";
  readonly order: WorkOrder;
  readonly agreed?: WorkPlan;
}

export type ExecuteReply =
  | { readonly kind: "plan"; readonly plan: WorkPlan }
  | { readonly kind: "started"; readonly runIds: readonly string[]; readonly backfillId?: string };

export type OwnerReply<T extends ControlReply | ExecuteReply = ControlReply | ExecuteReply> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorMessage };

interface ErrorMessage {
  readonly code: string;
  readonly message: string;
  readonly next?: string;
  readonly retryable: boolean;
}

/** Messages are plain data; that is more than the compiler can see. */
export function toJson(message: OwnerRequest | OwnerReply): Json {
  return message as unknown as Json;
}

export function requestFrom(body: Json): OwnerRequest {
  return body as unknown as OwnerRequest;
}

/** What the owner has answered. Throws the UserError that it has refused with. */
export function answerIn<T extends ControlReply | ExecuteReply>(body: Json): T {
  const reply = body as unknown as OwnerReply<T>;
  if (reply.ok) return reply.value;
  throw new UserError(reply.error);
}

/** A refusal for the one who asked; a defect is told as such, so that nobody waits for an answer. */
export function refusal(error: unknown): OwnerReply {
  if (!(error instanceof UserError)) {
    const message = `The process that runs tasks here failed at the request: ${error instanceof Error ? error.message : String(error)}`;
    return { ok: false, error: { code: "internal-error", message, retryable: false } };
  }
  const { code, message, next, retryable } = error;
  return { ok: false, error: { code, message, retryable, ...(next !== undefined && { next }) } };
}
