/**
 * What a task's work does when it is done once more for the same interval: `safe` replaces what is there or leaves
 * it; `refused` fails, because the ledger has the load, and changes nothing; `duplicates` adds the rows again;
 * `unknown` for the author's own statements and code.
 */
export type RepeatEffect = "safe" | "refused" | "duplicates" | "unknown";

/** What can be known of a plan before anything of it runs. */
export interface PlanFacts {
  /** Of the plan's runs, in its order. Nothing is said of runs that are left out. */
  readonly runs: readonly RunFacts[];
  /** Files that every run reads, whatever its interval. */
  readonly sharedSources: readonly SharedSource[];
  /** How long the whole plan will take about; null where a run of it has no past. */
  readonly estimate: Estimate | null;
  /** What could not be found out, and why, each once. */
  readonly notes: readonly string[];
}

export interface RunFacts {
  /** Null when its tasks read no files of their own interval. */
  readonly sources: SourceFacts | null;
  /** Null without a past. */
  readonly usual: UsualDuration | null;
  /** Loads of this interval that are committed already and would be done once more. */
  readonly repeats: readonly RepeatedLoad[];
  /** Staging tables that its tasks may read, and that nothing fills. */
  readonly goneStaging: readonly GoneStaging[];
}

export interface SourceFacts {
  /** `missing`: a task would wait for files, or fail. `unknown`: nobody could look. */
  readonly state: "there" | "missing" | "unknown";
  /** Objects of the interval, each counted once. */
  readonly files: number;
  readonly bytes: number;
  /** Keys and patterns that nothing, or not enough, matches. */
  readonly missing: readonly string[];
}

export interface SharedSource {
  readonly lake: string;
  readonly pattern: string;
  readonly files: number;
  readonly bytes: number;
}

export interface UsualDuration {
  readonly ms: number;
  /**
   * `runs`: the median of whole runs that succeeded. `tasks`: the longest chain of the tasks' own medians, for a
   * part of the DAG.
   */
  readonly of: "runs" | "tasks";
  /** Successful runs that were looked at. */
  readonly samples: number;
}

export interface RepeatedLoad {
  readonly taskId: string;
  /** Null for work that counts no rows. */
  readonly table: string | null;
  readonly effect: Exclude<RepeatEffect, "safe">;
  /** When it was committed last. Milliseconds since the epoch. */
  readonly loadedAt: number;
}

export interface GoneStaging {
  readonly table: string;
  /** The task that fills it, and is not among those that run. */
  readonly taskId: string;
}

export interface Estimate {
  readonly ms: number;
  readonly runsAtATime: number;
}
