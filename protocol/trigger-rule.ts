/** When a task may start, given the states of its upstream tasks. Names and meaning are Airflow's. */
export const TRIGGER_RULES = [
  "all_success",
  "all_failed",
  "all_done",
  "all_skipped",
  "one_success",
  "one_failed",
  "one_done",
  "none_failed",
  "none_failed_min_one_success",
  "none_skipped",
  "all_done_min_one_success",
  "always",
] as const;

export type TriggerRule = (typeof TRIGGER_RULES)[number];
