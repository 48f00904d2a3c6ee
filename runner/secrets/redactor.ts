import type { Redactor } from "./secrets.ts";

export function createRedactor(): Redactor {
  return { add: () => {}, redact: (text) => text };
}
