import type { Tell } from "./tell.ts";

const ID = /^[A-Za-z0-9_.-]{1,250}$/;
const GROUP_ID = /^[A-Za-z0-9_-]{1,250}$/;

/** Airflow's rule for the ids of DAGs and tasks. */
export function checkId(what: string, id: string, full: string, tell: Tell): void {
  if (ID.test(id) && full.length <= 250) return;
  tell(
    "invalid-id",
    `${JSON.stringify(full)} is no valid id of a ${what}.`,
    "Use letters, digits, -, _ and ., at most 250 of them with the ids of the groups around it.",
  );
}

/** A group's id has no dot, because dots separate it from the ids of its tasks. */
export function checkGroupId(id: string, full: string, tell: Tell): void {
  if (GROUP_ID.test(id) && full.length <= 250) return;
  tell(
    "invalid-id",
    `${JSON.stringify(full)} is no valid id of a group.`,
    "Use letters, digits, - and _, at most 250 of them with the ids of the groups around it.",
  );
}
