import type { SourcePosition } from "../../../protocol/problem.ts";
import type { UserError } from "../../../protocol/user-error.ts";
import { numbersAsText } from "../../core/cell-text.ts";

/** What `--json` prints when a command fails: `{"error": {"code", "message", "next", "position", "retryable"}}`. */
export interface JsonError {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly next: string | null;
    readonly position: SourcePosition | null;
    readonly retryable: boolean;
  };
}

/** What `--json` prints for the rows of a query: columns in order, each row an array in the same order. */
export interface JsonRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * One JSON document, ended by a newline. Integers beyond 2^53 are text, dates ISO 8601. Control characters
 * beyond ASCII are escaped too, because some terminals obey them.
 */
export function jsonDocument(value: unknown): string {
  const text = JSON.stringify(value, numbersAsText, 2);
  return `${text.replace(/[\u007F-\u009F\u2028\u2029]/g, unicodeEscape)}\n`;
}

export function jsonError(error: UserError): JsonError {
  const { code, message, next, position, retryable } = error;
  return { error: { code, message, next: next ?? null, position: position ?? null, retryable } };
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
