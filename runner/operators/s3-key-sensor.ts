import { z } from "zod";
import type { S3KeySensorParams } from "../../protocol/operators/s3-key-sensor.ts";
import { formatDuration } from "../../protocol/text/duration.ts";
import { DURATION_HELP, parseDuration } from "../core/duration.ts";
import { type Look, lookForKeys } from "../staging/look-for-keys.ts";
import { nextPoke } from "../staging/next-poke.ts";
import { keyText } from "./key-text.ts";
import type { Operator, TaskContext, TaskResult } from "./operator.ts";

const DEFAULT_POKE_INTERVAL = "60s";
const DEFAULT_TIMEOUT = "7d";

const duration = z.string().refine((text) => parseDuration(text) !== undefined, {
  error: ({ input }) => `${JSON.stringify(input)} is no length of time. ${DURATION_HELP}`,
});
const positiveDuration = duration.refine((text) => parseDuration(text) !== 0, {
  message: "must be longer than zero",
});

const params: z.ZodType<S3KeySensorParams> = z
  .strictObject({
    keys: z.union([keyText, z.array(keyText).min(1)]),
    wildcard: z.boolean().exactOptional(),
    regex: z.boolean().exactOptional(),
    minCount: z.int().min(1).exactOptional(),
    minSize: z.int().min(0).exactOptional(),
    lake: z.string().min(1).exactOptional(),
    pokeInterval: positiveDuration.exactOptional(),
    exponentialBackoff: z.boolean().exactOptional(),
    maxPokeInterval: positiveDuration.exactOptional(),
    timeout: duration.exactOptional(),
    onTimeout: z.enum(["fail", "skip"]).exactOptional(),
  })
  .refine((given) => !(given.wildcard === true && given.regex === true), {
    message: "keys are either wildcard patterns or regular expressions; set one of `wildcard` and `regex`",
    path: ["regex"],
  })
  .refine((given) => given.minCount === undefined || given.wildcard === true || given.regex === true, {
    message: "counts the matches of patterns; set `wildcard` or `regex`, or list the keys",
    path: ["minCount"],
  })
  .refine((given) => given.maxPokeInterval === undefined || given.exponentialBackoff === true, {
    message: "limits a growing interval; set `exponentialBackoff`, or shorten `pokeInterval`",
    path: ["maxPokeInterval"],
  });

/** Waits until keys exist in a lake. One execution is one look. */
export const s3KeySensor: Operator<S3KeySensorParams> = {
  name: "s3KeySensor",
  params,
  sqlParams: [],
  connectionParams: { lake: "lake" },
  onRepeat: () => "safe",
  sources({ keys, wildcard, regex, minCount, minSize, lake }, render) {
    const kind = regex === true ? "regex" : wildcard === true ? "wildcard" : "key";
    return [keys].flat().map((key) => ({
      kind,
      text: render(key, "keys"),
      ...(lake !== undefined && { lake }),
      ...(minCount !== undefined && { minCount }),
      ...(minSize !== undefined && { minSize }),
    }));
  },
  async execute(params, context) {
    const lake = await context.lake(params.lake);
    const keys = [params.keys].flat().map((key) => context.render(key, "keys"));
    const look = await lookForKeys(lake, keys, params, context.signal);
    context.log(`poke ${context.waiting.pokes + 1}: ${look.note}`);
    if (look.found) return { kind: "success", note: look.note };
    return wait(params, context, look);
  },
};

function wait(params: S3KeySensorParams, context: TaskContext, look: Look): TaskResult {
  const timeout = parsed(params.timeout ?? DEFAULT_TIMEOUT);
  const until = nextPoke({
    now: context.now(),
    since: context.waiting.since,
    pokes: context.waiting.pokes,
    interval: parsed(params.pokeInterval ?? DEFAULT_POKE_INTERVAL),
    exponential: params.exponentialBackoff ?? false,
    maxInterval: params.maxPokeInterval === undefined ? undefined : parsed(params.maxPokeInterval),
    timeout,
  });
  if (until !== undefined) return { kind: "waiting", until, note: look.note };
  const message = `Waited ${formatDuration(timeout)} in vain: ${look.note}.`;
  if (params.onTimeout === "skip") return { kind: "skipped", reason: message };
  return {
    kind: "failed",
    code: "sensor-timeout",
    message,
    next: "Find out why the files are late, then run the task again; `timeout` sets how long it waits.",
    // As in Airflow: more waiting is what the time-out has just ended.
    retryable: false,
  };
}

/** The schema has checked it. */
function parsed(text: string): number {
  return parseDuration(text) ?? Number.NaN;
}
