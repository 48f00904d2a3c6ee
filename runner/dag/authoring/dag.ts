import type { Json } from "../../../protocol/json.ts";
import { describeValue, isPlainObject, plainObject } from "./plain.ts";
import { enterCall, type OpenDag, registry, report } from "./registry.ts";
import { rejectPromise } from "./reject-promise.ts";
import type { TaskDefaults } from "./task-options.ts";

export interface DagOptions {
  /** Unique in the workspace. Letters, digits, `-`, `_` and `.`. */
  readonly id: string;
  readonly description?: string;
  /**
   * A cron expression or a preset: `@hourly`, `@daily`, `@weekly`, `@monthly`, … Without one, or with null, the
   * DAG is only started by hand.
   */
  readonly schedule?: string | null;
  /** IANA name, such as `Europe/Berlin`: the schedule's wall clock. Default `UTC`. */
  readonly timezone?: string;
  /** No interval starts before it: `2018-11-01`, or with a time. Without an offset it is in `timezone`. */
  readonly startDate?: string;
  /** No interval starts at or after it. */
  readonly endDate?: string;
  /** For the scheduler: also run the intervals between `startDate` and now. Default false. Runs started by hand do not look at it. */
  readonly catchup?: boolean;
  /** Runs at the same time. Default 16. */
  readonly maxActiveRuns?: number;
  /** Tasks at the same time, over all runs of this DAG. Default 16. */
  readonly maxActiveTasks?: number;
  /** Parameters of a run: a default value, or its type and default. Templates see them as `params`. */
  readonly params?: Readonly<Record<string, Json | ParamOptions>>;
  readonly tags?: readonly string[];
  /** Options for all tasks of this DAG that do not set them themselves. */
  readonly defaults?: DagDefaults;
}

export interface DagDefaults extends TaskDefaults {
  /** Warehouse connection. Default: `warehouse`. */
  readonly warehouse?: string;
  /** Lake connection. Default: `lake`. */
  readonly lake?: string;
}

/** A parameter of a run. */
export interface ParamOptions {
  readonly type?: "string" | "integer" | "number" | "boolean";
  readonly default: string | number | boolean | null;
  readonly description?: string;
  /** The only values allowed. */
  readonly choices?: readonly (string | number | boolean)[];
}

/** Defines a DAG. `build` makes its tasks; it is called at once. */
export function dag(options: DagOptions, build: () => void): void {
  const frames = enterCall();
  const given: unknown = options;
  if (registry.dag !== undefined) {
    const message = `dag(…) stands inside the DAG "${registry.dag.id ?? "?"}".`;
    report(frames, "nested-dag", message, "Define each DAG on its own; a file can define several.");
    return;
  }
  if (!isPlainObject(given)) {
    const message = `The first argument of dag is ${describeValue(given)}, not an object with its options.`;
    report(frames, "bad-parameter", message, 'Write dag({ id: "some_id" }, () => { … }).');
  }
  const id = isPlainObject(given) && typeof given["id"] === "string" ? given["id"] : undefined;
  const opened: OpenDag = { id, frames, options: {}, tasks: [], groups: [], edges: [] };
  registry.dags.push(opened);
  registry.dag = opened;
  opened.options = plainObject(isPlainObject(given) ? given : {}, "", (path, what) =>
    report(
      frames,
      "unusable-value",
      `"${path}" of the DAG is ${what}, which cannot be kept as plain data.`,
      "Use text, numbers, true, false, null, and lists and objects of these.",
    ),
  );
  if (typeof build === "function") {
    rejectPromise((build as () => unknown)(), "dag(…)", frames);
  } else {
    const message = `The second argument of dag is ${describeValue(build)}, not a function.`;
    report(frames, "bad-parameter", message, 'Write dag({ id: "some_id" }, () => { … }).');
  }
  // Not in a `finally`: after an exception the open DAG tells which one it broke.
  registry.dag = undefined;
}
