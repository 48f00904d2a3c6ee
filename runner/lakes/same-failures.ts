import type { UserError } from "../../protocol/user-error.ts";

/** Errors that do not depend on the object. */
const OF_ALL = new Set([
  "disk-full",
  "lake-missing",
  "lake-unreachable",
  "lake-credentials-expired",
  "lake-credentials-refused",
  "lake-no-credentials",
  "lake-wrong-region",
  "lake-clock-skew",
  "lake-tls",
  "read-only-target",
  "production-target",
]);

/** So many objects in a row that fail for the same reason leave no hope for the others. */
const IN_A_ROW = 10;

export interface FailureWatch {
  succeeded(): void;
  /** Whether the others will fail like this one. */
  isForAll(error: UserError): boolean;
}

export function createWatch(): FailureWatch {
  let last: string | undefined;
  let count = 0;
  return {
    succeeded() {
      count = 0;
    },
    isForAll({ code }) {
      count = code === last ? count + 1 : 1;
      last = code;
      return OF_ALL.has(code) || count >= IN_A_ROW;
    },
  };
}
