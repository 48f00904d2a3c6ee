/** What the tree of runs can be asked to load. */
export type RunWhat =
  /** The task instances of a run. */
  | { readonly kind: "instances"; readonly runId: string }
  /** The next runs of a backfill. */
  | { readonly kind: "backfill"; readonly backfillId: string }
  /** The next runs and backfills that have ended. */
  | { readonly kind: "older" };
