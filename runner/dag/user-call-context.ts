import { format } from "node:util";
import type { RowCounts } from "../../protocol/run.ts";
import type { RecordedRows, RunContext } from "./authoring/task-context.ts";
import type { CallContext, FromWorker, ToWorker, WorkerRequest } from "./task-worker-protocol.ts";

/** Thrown by `context.skip`; a class of its own, so that no error of the author's is taken for it. */
class Skip {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

export interface BegunCall {
  readonly context: RunContext;
  /** Filled by `recordRows`. */
  readonly loads: readonly RowCounts[];
  /** The reason, when the code ended itself as skipped. */
  readonly skipReason: (thrown: unknown) => string | undefined;
}

/** The worker's side of what user code asks of the runner. */
export function callSession(post: (message: FromWorker) => void): {
  begin(given: CallContext): BegunCall;
  receive(message: Exclude<ToWorker, { readonly kind: "load" | "call" }>): void;
} {
  const waiting = new Map<number, Waiting>();
  const state = { requests: 0, abort: new AbortController() };

  // The error is made before the request goes out, while the author's call is on the stack.
  const ask = (request: WorkerRequest, failure: Error): Promise<unknown> => {
    const id = state.requests++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject, failure });
      post({ kind: "request", id, request });
    });
  };

  return {
    begin(given) {
      state.abort = new AbortController();
      const loads: RowCounts[] = [];
      const { start, end } = given.dataInterval;
      const context: RunContext = {
        ...given,
        dataInterval: { start: new Date(start), end: new Date(end) },
        signal: state.abort.signal,
        log: (...values) => post({ kind: "log", text: format(...values) }),
        query: (sql, values = [], options = {}) =>
          ask({ method: "query", sql, values, options }, new Error()) as Promise<never>,
        render: (template) => ask({ method: "render", template }, new Error()) as Promise<string>,
        skip: (reason) => {
          throw new Skip(String(reason));
        },
        recordRows: (counts) => {
          loads.push(rowCounts(counts));
        },
      };
      const skipReason = (thrown: unknown) => (thrown instanceof Skip ? thrown.reason : undefined);
      return { context, loads, skipReason };
    },
    receive(message) {
      if (message.kind === "abort") {
        state.abort.abort();
        return;
      }
      const request = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.kind === "answer") request?.resolve(message.value);
      else
        request?.reject(Object.assign(request.failure, { message: message.message, millrace: message.tag }));
    },
  };
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  readonly failure: Error;
}

function rowCounts(given: RecordedRows): RowCounts {
  if (typeof given?.table !== "string" || given.table === "") {
    throw new TypeError(
      'recordRows needs the name of the table: recordRows({ table: "users", inserted: 3 })',
    );
  }
  const count = (name: "read" | "inserted" | "updated" | "deleted"): number => {
    const value = given[name] ?? 0;
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw new TypeError(`recordRows takes whole numbers of rows; "${name}" is ${format(value)}`);
  };
  return {
    table: given.table,
    read: count("read"),
    inserted: count("inserted"),
    updated: count("updated"),
    deleted: count("deleted"),
    rejected: 0,
    total: null,
  };
}
