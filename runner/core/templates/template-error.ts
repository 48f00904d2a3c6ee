import type { Missing } from "./value.ts";

/** Why a template cannot be read or rendered. `offset` is its place in the source, once that is known. */
export class TemplateError extends Error {
  readonly next: string | undefined;
  readonly offset: number | undefined;

  constructor(
    message: string,
    details: { readonly next?: string | undefined; readonly offset?: number } = {},
  ) {
    super(message);
    this.next = details.next;
    this.offset = details.offset;
  }
}

export function missingError(missing: Missing): TemplateError {
  return new TemplateError(missing.message, { next: missing.next, offset: missing.offset });
}

/** Runs `work` and gives errors that do not know their place this one. */
export function located<T>(offset: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError && error.offset === undefined) {
      throw new TemplateError(error.message, { next: error.next, offset });
    }
    throw error;
  }
}
