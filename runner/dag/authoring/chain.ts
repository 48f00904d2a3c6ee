import type { RawRef } from "../raw.ts";
import { refsOf } from "./handles.ts";
import { enterCall, registry, report } from "./registry.ts";
import type { Upstream } from "./task-options.ts";

/**
 * Sets tasks one after another: `chain(a, [b, c], d)` makes b and c wait for a, and d for both. Two lists side
 * by side must be of one length and are joined pair by pair, as in Airflow.
 */
export function chain(...steps: readonly (Upstream | readonly Upstream[])[]): void {
  const frames = enterCall();
  const dag = registry.dag;
  if (dag === undefined) {
    const next = "Call it inside the function that is the second argument of dag(…).";
    report(frames, "task-outside-dag", "chain(…) stands outside of a DAG.", next);
    return;
  }
  const refs = steps.map((step, index) => refsOf(step ?? null, `Argument ${index + 1} of chain`, frames));
  refs.forEach((downstream, index) => {
    const upstream = refs[index - 1];
    if (upstream === undefined) return;
    const join = (from: RawRef, to: RawRef): void => {
      dag.edges.push({ from, to, frames });
    };
    if (!(Array.isArray(steps[index]) && Array.isArray(steps[index - 1]))) {
      for (const from of upstream) for (const to of downstream) join(from, to);
      return;
    }
    if (upstream.length !== downstream.length) {
      report(
        frames,
        "uneven-chain",
        `Arguments ${index} and ${index + 1} of chain are lists of ${upstream.length} and ${downstream.length}.`,
        "Lists side by side are joined pair by pair and must be of one length; use after: […] to join all with all.",
      );
      return;
    }
    upstream.forEach((from, pair) => {
      const to = downstream[pair];
      if (to !== undefined) join(from, to);
    });
  });
}
