import type { S3Error } from "./errors.ts";
import { S3Error as ErrorAnswer } from "./errors.ts";

/** What goes wrong with a request. Bytes are counted in the body of the answer. */
export type Fault =
  /** Answered with an error, as `internalError()` and `slowDown()` give them. */
  | { readonly kind: "error"; readonly error: S3Error }
  /** Nothing more comes after so many bytes, and the connection stays; 0: the headers only. */
  | { readonly kind: "stall"; readonly after: number }
  /** The connection ends after so many bytes, though more were promised. */
  | { readonly kind: "cut"; readonly after: number }
  /** The body ends as if it were complete after so many bytes; its length was not told. */
  | { readonly kind: "short"; readonly after: number }
  /** The answer, headers and all, takes so long to begin. */
  | { readonly kind: "slow"; readonly milliseconds: number }
  /** No answer ever. */
  | { readonly kind: "silent" }
  /** The connection is reset before any answer. */
  | { readonly kind: "reset" };

/** Which requests meet the fault. */
export interface FaultRule {
  readonly fault: Fault;
  readonly method?: string;
  readonly bucket?: string;
  /** A key, or a pattern of keys; requests to a bucket (listings) have the key "". */
  readonly key?: string | RegExp;
  /** How many requests; default 1. */
  readonly times?: number | "always";
}

export const internalError = (): Fault => ({
  kind: "error",
  error: new ErrorAnswer(500, "InternalError", "We encountered an internal error. Please try again."),
});

export const slowDown = (): Fault => ({
  kind: "error",
  error: new ErrorAnswer(503, "SlowDown", "Please reduce your request rate."),
});

export const denied = (): Fault => ({
  kind: "error",
  error: new ErrorAnswer(403, "AccessDenied", "Access Denied"),
});

interface Addressed {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
}

export interface Faults {
  /** Takes effect from the next request on, until it was met so often, or until the function given is called. */
  add(rule: FaultRule): () => void;
  /** The first rule's fault that fits; counted as met. */
  meet(request: Addressed): Fault | undefined;
}

export function newFaults(): Faults {
  const active = new Map<FaultRule, number>();
  return {
    add: (given) => {
      const rule = { ...given };
      active.set(rule, rule.times === "always" ? Number.POSITIVE_INFINITY : (rule.times ?? 1));
      return () => void active.delete(rule);
    },
    meet: (request) => {
      for (const [rule, left] of active) {
        if (!fits(rule, request)) continue;
        if (left === 1) active.delete(rule);
        else active.set(rule, left - 1);
        return rule.fault;
      }
      return undefined;
    },
  };
}

function fits({ method, bucket, key }: FaultRule, request: Addressed): boolean {
  if (method !== undefined && method !== request.method) return false;
  if (bucket !== undefined && bucket !== request.bucket) return false;
  if (key === undefined) return true;
  return typeof key === "string" ? key === request.key : key.test(request.key);
}
