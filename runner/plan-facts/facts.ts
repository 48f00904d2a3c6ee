export interface FactsOptions {
  /** Look into lakes for the files that the plan reads. Without, nothing but the history is read. */
  readonly withSources: boolean;
  readonly signal?: AbortSignal;
}
