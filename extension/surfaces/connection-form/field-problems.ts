import type { DraftProblem } from "../../../protocol/rpc/draft-connection.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import {
  type ConnectionAnswers,
  type ConnectionField,
  type ConnectionProblems,
  SECRET_SLOTS,
} from "../../../protocol/webview/connection.ts";
import { specOf } from "./draft.ts";
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

function configField(path: readonly string[], { type }: ConnectionAnswers): ConnectionField {
  const slot = SECRET_SLOTS.find((one) => SECRET_PATHS[one].every((name, index) => path[index] === name));
  const spec = specOf(type);
  if (slot !== undefined && spec.secrets.includes(slot)) return `secret:${slot}`;
  const id: ConnectionField = `${type}:${path.join(".")}`;
  if (id === PROFILE_FIELD || spec.fields.some((field) => field.id === id)) return id;
  return path[0] === "anonymous" || path[0] === "credentials" ? "access" : "form";
}
