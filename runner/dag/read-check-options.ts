import { z } from "zod";
import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { schemaMistakes } from "./schema-mistakes.ts";
import type { Tell } from "./tell.ts";

/** The part of a check's spec that comes from the options that every check has, but `severity`. */
export interface CheckOptionValues extends Pick<CheckSpec, "onEmpty" | "keepRows" | "tags"> {
  readonly name?: string;
}

const options = z.strictObject({
  name: z
    .string()
    .refine((name) => name.trim() !== "", "write what the check is called in results")
    .exactOptional(),
  onEmpty: z.enum(["evaluate", "skip"]).exactOptional(),
  keepRows: z.int().min(0).max(1000).exactOptional(),
  tags: z.array(z.string().min(1)).exactOptional(),
});

/** Reads a check's options, telling what is wrong; undefined when something is. */
export function readCheckOptions(given: JsonObject, of: string, tell: Tell): CheckOptionValues | undefined {
  const { severity: _readElsewhere, ...rest } = given;
  const mistakes = schemaMistakes(options, rest, { of, noun: "parameter", owner: "a check" });
  for (const { code, message, next } of mistakes) tell(code, message, next);
  if (mistakes.length > 0) return undefined;
  return { onEmpty: "evaluate", keepRows: 20, tags: [], ...options.parse(rest) };
}
