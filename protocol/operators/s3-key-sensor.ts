import type { Duration } from "../duration.ts";

/** Waits until keys exist in a lake. A waiting sensor holds no slot. */
export interface S3KeySensorParams {
  /**
   * Key or keys to wait for; all must exist. Templates are rendered. With `wildcard`, each is a pattern in
   * which `*` stands for any characters (also `/`), `?` for one and `[abc]` for a set, as in Airflow.
   */
  readonly keys: string | readonly string[];
  /** Read `keys` as wildcard patterns. */
  readonly wildcard?: boolean;
  /** Read `keys` as regular expressions that must match the whole key. */
  readonly regex?: boolean;
  /** With `wildcard` or `regex`: how many keys must match each pattern. Default 1. */
  readonly minCount?: number;
  /** Only objects of at least this many bytes count. Default 0. */
  readonly minSize?: number;
  /** Lake connection. Default: `lake`. */
  readonly lake?: string;
  /** Time between two looks. Default `60s`. */
  readonly pokeInterval?: Duration;
  /** Double the time between looks after each one, up to `maxPokeInterval`. */
  readonly exponentialBackoff?: boolean;
  readonly maxPokeInterval?: Duration;
  /** How long to wait at most, counted from the first look. Default `7d`, as in Airflow. */
  readonly timeout?: Duration;
  /** What a time-out does to the task. Default `fail`. A sensor that cannot look at all always fails. */
  readonly onTimeout?: "fail" | "skip";
}
