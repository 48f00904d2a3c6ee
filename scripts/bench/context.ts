import type { Sizes } from "./options.ts";

/** What every area is given. */
export interface BenchContext {
  /** A copy of the built package: `bin/millrace.js` in it is what is measured. */
  readonly root: string;
  /** For workspaces and data; removed in the end. */
  readonly folder: string;
  readonly sizes: Sizes;
  /** Aborts at Ctrl-C. */
  readonly signal: AbortSignal;
  /** One line about what is going on, for whoever waits. */
  readonly say: (text: string) => void;
}
