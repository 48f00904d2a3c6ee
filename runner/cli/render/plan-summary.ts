import type { PlannedRun } from "../../../protocol/work.ts";
import { wrap } from "./fit.ts";
import { countOf, formatNumber } from "./number.ts";
import type { PlanView } from "./plan-table.ts";
import { formatSeconds } from "./time.ts";

/** How the summary counts each action, in its order. */
const COUNTED: readonly (readonly [action: PlannedRun["action"], words: string])[] = [
  ["create", "new"],
  ["resume", "resumed"],
  ["rerun", "again"],
  ["clear", "cleared"],
  ["skip", "left out"],
];

/** `30 runs: 27 new, 2 resumed, 1 left out; files missing for 1; 1 load would duplicate rows; about 12 min at 3 runs at a time`. */
export function planSummary({ plan, facts }: PlanView, width: number): string {
  const { runs } = plan;
  const counts = COUNTED.flatMap(([action, words]) => {
    const count = runs.filter((run) => run.action === action).length;
    return count === 0 ? [] : [`${formatNumber(count)} ${words}`];
  });
  const missing = facts.runs.filter(({ sources }) => sources?.state === "missing").length;
  const unknown = facts.runs.filter(({ sources }) => sources?.state === "unknown").length;
  const repeats = facts.runs.flatMap((run) => run.repeats);
  const of = (wanted: string): number => repeats.filter(({ effect }) => effect === wanted).length;
  const { estimate } = facts;
  const parts = [
    `${countOf(runs.length, "run")}: ${counts.join(", ")}`,
    ...(missing === 0 ? [] : [`files missing for ${formatNumber(missing)}`]),
    ...(unknown === 0 ? [] : [`files unknown for ${formatNumber(unknown)}`]),
    ...(of("duplicates") === 0 ? [] : [`${countOf(of("duplicates"), "load")} would duplicate rows`]),
    ...(of("refused") === 0 ? [] : [`${countOf(of("refused"), "load")} would be refused`]),
    ...(estimate === null
      ? []
      : [`about ${formatSeconds(Math.max(1000, estimate.ms))}${pace(estimate.runsAtATime)}`]),
  ];
  return wrap(parts.join("; "), width).join("\n");
}

function pace(runsAtATime: number): string {
  return runsAtATime === 1 ? "" : ` at ${formatNumber(runsAtATime)} runs at a time`;
}
