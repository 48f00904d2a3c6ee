import type { SourcePosition } from "./problem.ts";

export interface UserErrorDetails {
  /** Stable, kebab-case; documented for scripts that read `--json`. */
  readonly code: string;
  /** What went wrong, as one sentence without a stack trace. */
  readonly message: string;
  /** What to do next, as one sentence. */
  readonly next?: string;
  readonly position?: SourcePosition;
  /** Of one about a connection: the path in it of the setting to look at first (`credentials`, `secretAccessKey`). */
  readonly setting?: readonly string[];
  /** Whether trying the same thing again can help: a lost connection yes, a wrong column name no. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * An error that a user sees. Everything that a person or a configuration can cause is one of these, made
 * by a factory beside the code that detects it. Any other exception is a defect of Millrace.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly code: string;
  readonly next: string | undefined;
  readonly position: SourcePosition | undefined;
  readonly setting: readonly string[] | undefined;
  readonly retryable: boolean;

  constructor(details: UserErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.next = details.next;
    this.position = details.position;
    this.setting = details.setting;
    this.retryable = details.retryable ?? false;
  }
}

/** For switches over unions: a new member that is not handled fails to compile. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
