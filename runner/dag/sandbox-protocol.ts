/** Messages between the loader and the process that reads DAG files. */
export interface SandboxRequest {
  readonly code: string;
  /** Script name in stacks. */
  readonly name: string;
  /** Expression that gives the result once `code` has run. */
  readonly result: string;
  readonly timeoutMs: number;
}

export type SandboxReply =
  | { readonly kind: "ready" }
  | { readonly kind: "result"; readonly json: string }
  | { readonly kind: "timeout"; readonly lastCall: string }
  | { readonly kind: "failed"; readonly message: string; readonly line?: number };

/** Limits of the evaluation of one DAG file. */
export interface SandboxLimits {
  readonly timeoutMs: number;
  readonly memoryMb: number;
}
