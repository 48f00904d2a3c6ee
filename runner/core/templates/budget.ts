import { TemplateError } from "./template-error.ts";

/** Characters that a text of a template, and its output, may have. */
export const MAX_TEXT = 16 * 1024 * 1024;
/** Items of a list. */
export const MAX_ITEMS = 100_000;
const MAX_STEPS = 1_000_000;
const MAX_DEPTH = 300;

/** What one rendering may still use. Without it, a template could keep the runner busy for ever. */
export interface Budget {
  steps: number;
  depth: number;
}

export function newBudget(): Budget {
  return { steps: MAX_STEPS, depth: MAX_DEPTH };
}

export function spend(budget: Budget, steps: number): void {
  budget.steps -= steps;
  if (budget.steps < 0) {
    throw new TemplateError("The template does too much: it was stopped.", {
      next: "Make its loops shorter.",
    });
  }
}

/** Runs `work` one level deeper: stops expressions and macros that nest without end. */
export function nested<T>(budget: Budget, work: () => T): T {
  if (budget.depth === 0) {
    throw new TemplateError("The template nests too deeply.", {
      next: "Look for a macro that calls itself without end.",
    });
  }
  budget.depth -= 1;
  try {
    return work();
  } finally {
    budget.depth += 1;
  }
}

/** To be asked before a text of this length is made. */
export function checkTextLength(length: number): void {
  if (length > MAX_TEXT) {
    throw new TemplateError(`The template makes a text of more than ${MAX_TEXT} characters.`, {
      next: "Pass large data through tables, not through the text of a statement.",
    });
  }
}

export function checkItemCount(count: number): void {
  if (count > MAX_ITEMS)
    throw new TemplateError(`The template makes a list of more than ${MAX_ITEMS} items.`);
}
