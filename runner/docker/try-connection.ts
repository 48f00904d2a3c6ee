import type { UserError } from "../../protocol/user-error.ts";
import type { ConnectionTests } from "../connections/connection-test.ts";
import { runConnectionTest } from "../connections/connection-test.ts";

/** Whether a session could be opened: what the server says it is, or what was wrong. */
export type Tried =
  | { readonly answers: true; readonly found: string }
  | { readonly answers: false; readonly error: UserError };

/** The step after which it is known that the server answers. What comes after would write. */
const LAST_STEP = "query";

/** Takes the steps of `millrace connections test` that only read. Throws what comes after a cancel. */
export async function tryConnection(
  tests: ConnectionTests,
  name: string,
  now: () => number,
  signal: AbortSignal,
): Promise<Tried> {
  const test = tests.of(name);
  try {
    let found = "";
    for await (const result of runConnectionTest(test, now, signal)) {
      if (result.error !== undefined) return { answers: false, error: result.error };
      found = result.found;
      if (result.step === LAST_STEP) break;
    }
    return { answers: true, found };
  } finally {
    await test.close();
  }
}
