export interface NewDag {
  readonly id: string;
  /** A cron expression or a preset; null for a DAG that is started by hand. */
  readonly schedule: string | null;
  /** `2026-01-01`: no interval starts before it. */
  readonly startDate: string;
}

/** A DAG file that runs as it is, and shows where to go on. */
export function dagTemplate({ id, schedule, startDate }: NewDag): string {
  return `import { dag, runSql } from "millrace";

dag(
  {
    id: ${JSON.stringify(id)},
    schedule: ${JSON.stringify(schedule)},
    startDate: ${JSON.stringify(startDate)},
  },
  () => {
    // Texts are templates: \`ds\` is the date of the run's interval. A file works as well: "sql/first_task.sql".
    const first = runSql("first_task", { sql: "SELECT DATE '{{ ds }}' AS day" });
    runSql("second_task", { after: first, sql: "SELECT 1" });
  },
);
`;
}

/** Why a text cannot be a DAG's id; undefined when it can. */
export function dagIdMistake(id: string, taken: readonly string[]): string | undefined {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(id))
    return "Letters, digits, _, - and ., not beginning with - or .";
  return taken.includes(id) ? `There is a DAG ${id} already.` : undefined;
}
