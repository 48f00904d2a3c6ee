import type { CheckSpec } from "../../protocol/dag.ts";
import type { JsonObject } from "../../protocol/json.ts";
import { checkTexts } from "./check-texts.ts";
import type { RawCheck } from "./raw.ts";
import type { Reading } from "./reading.ts";
import { schemaMistakes } from "./schema-mistakes.ts";
import type { Positions } from "./source-positions.ts";
import type { Tell } from "./tell.ts";

/** Reads the checks of one task, telling what is wrong at each one's own place. */
export function readChecks(
  raws: readonly RawCheck[],
  taskId: string,
  runParams: JsonObject,
  positions: Positions,
  reading: Reading,
  tell: Tell,
): readonly CheckSpec[] {
  const names = new Map<string, number>();
  return raws.flatMap((raw, index) => {
    const position = positions(raw.frames);
    const tellHere: Tell = (code, message, next, elsewhere) =>
      tell(code, message, next, elsewhere ?? position);
    const check = reading.registries.checks.find(({ kind }) => kind === raw.kind);
    if (check === undefined) {
      tellHere("unknown-check", `There is no check "${raw.kind}".`);
      return [];
    }
    const { params, name: given } = raw;
    const of = ` of ${raw.kind} in task "${taskId}"`;
    const subject = { of, noun: "parameter", owner: raw.kind, otherNames: ["name"] };
    const mistakes = schemaMistakes(check.params, params, subject);
    for (const { code, message, next } of mistakes) tellHere(code, message, next);
    checkTexts({ params, of, sqlParams: check.sqlParams, fileParams: [], runParams }, reading, tellHere);
    if (given !== undefined && (typeof given !== "string" || given.trim() === "")) {
      tellHere("bad-parameter", `"name"${of} is no text.`, "Write what the check is called in results.");
      return [];
    }
    if (mistakes.length > 0) return [];
    const name = given ?? check.defaultName(check.params.parse(params) as never);
    const before = names.get(name);
    if (before !== undefined) {
      tellHere(
        "duplicate-check",
        `Checks ${before + 1} and ${index + 1} of task "${taskId}" are both called "${name}".`,
        "Give one of them another name.",
      );
    }
    names.set(name, before ?? index);
    return [{ kind: raw.kind, name, params, position }];
  });
}
