import type { PlanView } from "../../../protocol/rpc/work.ts";

/** `Run sparkify · 2018-11-01`: of work for one interval people want to know for which, until it ends. */
export function workTitle(title: string, { labels }: Pick<PlanView, "labels">): string {
  const [only] = labels;
  if (only === undefined || labels.length > 1 || title.includes(only)) return title;
  return `${title} · ${only}`;
}
