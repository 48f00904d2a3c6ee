import type { BackfillField, BackfillProblems } from "../../../protocol/webview/backfill.ts";
import { RunnerError } from "../../runner-error.ts";

/**
 * What the runner refused, at the field that it is about and in its words. Its advice names options of the command
 * line, which a form does not have: there the form has its own.
 */
export function fieldProblems(error: unknown, hasSchedule = true): BackfillProblems {
  if (!(error instanceof RunnerError))
    return { form: error instanceof Error ? error.message : String(error) };
  const { code, message, next } = error.data;
  const said = (field: BackfillField, advice = next): BackfillProblems => ({
    [field]: [message, advice].filter((part) => part !== undefined && part !== "").join(" "),
  });
  switch (code) {
    case "bad-date": {
      const [, end, text = message] = /^--(from|to): (.*)$/s.exec(message) ?? [];
      return { [end === "to" ? "to" : "from"]: next === undefined ? text : `${text} ${next}` };
    }
    case "empty-range":
      return said("to", "The last day must not be before the first one.");
    case "no-interval":
      return hasSchedule
        ? said("to")
        : said("form", "A DAG without a schedule has no intervals to backfill: Run DAG runs it for a day.");
    case "too-many-runs":
      return said("to");
    case "unknown-task":
      return said("selection");
    case "backwards-past":
      return said("order", "Begin with the oldest, or leave the task out.");
    case "read-only-target":
    case "production-target":
      return said("form", "Choose another target, or type its name below if it may be written to.");
    default:
      return said("form");
  }
}
