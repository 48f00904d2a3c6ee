import type { TestStepView } from "../../../protocol/rpc/connections.ts";
import type { DraftProblem } from "../../../protocol/rpc/draft-connection.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import {
  type ConnectionAnswers,
  type ConnectionField,
  type ConnectionProblems,
  SECRET_SLOTS,
} from "../../../protocol/webview/connection.ts";
import { slotsInUse, specOf } from "./draft.ts";
import { PROFILE_FIELD, SECRET_PATHS } from "./fields.ts";

/** What the runner says of a draft, at the fields that it is about. */
export function fieldProblems(
  problems: readonly DraftProblem[],
  answers: ConnectionAnswers,
): ConnectionProblems {
  const placed: Partial<Record<ConnectionField, string>> = {};
  for (const problem of problems) {
    const field = fieldOf(problem, answers);
    placed[field] ??= problem.text;
  }
  return placed;
}

function fieldOf(problem: DraftProblem, answers: ConnectionAnswers): ConnectionField {
  switch (problem.at) {
    case "name":
      return "name";
    case "target":
      return answers.use === "new" ? "newTarget" : "target";
    case "as":
      return "standsFor";
    case "file":
      return "form";
    case "config":
      return configField(problem.path, answers);
    default:
      return assertNever(problem);
  }
}

/** What a test found wrong, at the field to look at first, where one is known. */
export function testProblems(steps: readonly TestStepView[], answers: ConnectionAnswers): ConnectionProblems {
  const failed = steps.find(({ outcome }) => outcome === "failed");
  return failed?.setting === undefined ? {} : { [settingField(failed.setting, answers)]: failed.text };
}

/** Of settings that can be given in several ways, the field of the way that was taken. */
function settingField(path: readonly string[], answers: ConnectionAnswers): ConnectionField {
  const field = configField(path, answers);
  const isFilled = (id: string): boolean => (answers.fields[id] ?? "").trim() !== "";
  const slot = SECRET_SLOTS.find((one) => field === `secret:${one}`);
  if (slot !== undefined && !slotsInUse(answers).includes(slot)) return "access";
  const inUrl = field === "postgres:host" || field === "postgres:database" || field === "postgres:user";
  if (!inUrl || isFilled(field)) return field;
  const instead = (["postgres:url", "postgres:service"] as const).find(isFilled);
  return instead ?? field;
}

function configField(path: readonly string[], { type }: ConnectionAnswers): ConnectionField {
  const slot = SECRET_SLOTS.find((one) => SECRET_PATHS[one].every((name, index) => path[index] === name));
  const spec = specOf(type);
  if (slot !== undefined && spec.secrets.includes(slot)) return `secret:${slot}`;
  const id: ConnectionField = `${type}:${path.join(".")}`;
  if (id === PROFILE_FIELD || spec.fields.some((field) => field.id === id)) return id;
  return path[0] === "anonymous" || path[0] === "credentials" ? "access" : "form";
}
