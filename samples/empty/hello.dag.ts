import { dag, rowCount, runSql } from "millrace";

dag(
  {
    id: "hello",
    description: "A table, a row for each day, and a check",
    schedule: "@daily",
    startDate: "2026-01-01",
    // The first run makes the table; runs side by side would all want to.
    maxActiveRuns: 1,
  },
  () => {
    runSql("greet", {
      sql: "sql/greet.sql",
      table: "greetings",
      checks: [
        rowCount({
          name: "the day has one greeting",
          table: "greetings",
          where: "day = '{{ ds }}'",
          equals: 1,
        }),
      ],
    });
  },
);
