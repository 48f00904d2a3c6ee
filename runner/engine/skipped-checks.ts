import type { TaskSpec } from "../../protocol/dag.ts";
import type { CheckResult } from "../../protocol/run.ts";

/**
 * The results of all checks of a task that has failed for good: those that its end has forestalled are `skipped`.
 * Tries that are followed by another keep only what they have seen, and tasks that never began have no results.
 */
export function withSkippedChecks(
  { checks }: TaskSpec,
  evaluated: readonly CheckResult[],
  isLoaded: boolean,
): readonly CheckResult[] {
  const known = new Map(evaluated.map((result) => [result.name, result]));
  const hadBegun = isLoaded || evaluated.length > 0;
  const message = hadBegun ? "the task ended before this check" : "the task failed before its checks";
  return checks.map(
    ({ name, kind }) =>
      known.get(name) ?? { name, kind, outcome: "skipped", observed: "", expected: "", message },
  );
}
