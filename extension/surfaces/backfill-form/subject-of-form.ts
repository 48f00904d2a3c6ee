import type { DagView, TargetView } from "../../../protocol/rpc/workspace.ts";
import type { BackfillSubject, BackfillTarget } from "../../../protocol/webview/backfill.ts";
import { quickRanges } from "./ranges.ts";
import { cadenceOf, scheduleWords } from "./schedule-words.ts";

export interface SubjectFacts {
  /** The text of the folder's URI. */
  readonly folder: string;
  readonly dag: DagView;
  readonly target: TargetView | null;
  readonly now: number;
  /** Starts of the intervals of failed runs. */
  readonly failed: readonly string[];
}

/** What a form is about, in words. */
export function subjectOfForm({ folder, dag: { spec }, target, now, failed }: SubjectFacts): BackfillSubject {
  const cadence = cadenceOf(spec.schedule);
  return {
    folder,
    dagId: spec.id,
    description: spec.description ?? null,
    schedule: scheduleWords(spec.schedule, spec.timezone),
    isWithinDays: cadence === "minutes" || cadence === "hour" || cadence === "other",
    maxActiveRuns: spec.maxActiveRuns,
    tasks: spec.tasks.map(({ id, operator }) => ({ id, operator })),
    groups: spec.groups.map(({ id }) => id),
    params: spec.params,
    ranges: quickRanges({ spec, now, failed }),
    target: target === null ? null : targetOf(target),
  };
}

function targetOf({ name, description, production, readOnly }: TargetView): BackfillTarget {
  return { name, description: description ?? null, production, readOnly };
}
