import type { DagSpec } from "../../protocol/dag.ts";
import type { Problem } from "../../protocol/problem.ts";
import type { DataInterval } from "../../protocol/run.ts";
import type { MissedIntervals } from "../core/scheduler.ts";
import type { SchedulePreview } from "./preview.ts";

/** What a scheduler has to tell beside the events of runs. */
export type SchedulerNotice =
  /** It has the workspace, and this is what its DAGs begin with. */
  | { readonly kind: "started"; readonly previews: readonly SchedulePreview[] }
  /** Left out, because nobody watched when they ended. `why` says what had kept the scheduler from it. */
  | {
      readonly kind: "missed";
      readonly dag: DagSpec;
      readonly missed: MissedIntervals;
      readonly why: "away" | "paused" | "changed";
    }
  /** Time that is in no interval: the schedule has become another one. */
  | { readonly kind: "gap"; readonly dag: DagSpec; readonly gap: DataInterval }
  /** Runs that an earlier scheduler began go on. */
  | { readonly kind: "continued"; readonly dag: DagSpec; readonly runs: number }
  /** Runs of a runner that died whose warehouse cannot be asked what became of them. */
  | { readonly kind: "left"; readonly dagId: string; readonly runs: number }
  | { readonly kind: "paused" | "resumed"; readonly dag: DagSpec }
  /** It is there for the first time, or again. */
  | { readonly kind: "found"; readonly dag: DagSpec }
  /** It is gone, or its file has problems. */
  | { readonly kind: "lost"; readonly dag: DagSpec; readonly isBroken: boolean }
  /** An error in a DAG file; each is told once, until it is mended. */
  | { readonly kind: "problem"; readonly problem: Problem }
  /** `millrace.json` has changed: it is read when the scheduler starts. */
  | { readonly kind: "config-changed" };
