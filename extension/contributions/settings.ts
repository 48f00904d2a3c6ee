export interface SettingContribution {
  readonly type: "boolean" | "number" | "string";
  readonly default: boolean | number | string;
  readonly markdownDescription: string;
  readonly scope: "resource" | "window" | "machine" | "machine-overridable";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}

export const SETTINGS = {
  "millrace.problems.checks": {
    type: "boolean",
    default: true,
    markdownDescription: "Show failed and warning checks in the Problems panel, at their definitions.",
    scope: "resource",
  },
  "millrace.codeLens": {
    type: "boolean",
    default: true,
    markdownDescription:
      "Show run, backfill and state above DAGs and tasks, and above the SQL files that tasks use.",
    scope: "resource",
  },
  "millrace.sql.rowLimit": {
    type: "number",
    default: 1000,
    minimum: 1,
    maximum: 1_000_000,
    markdownDescription:
      "Rows that a statement's result fetches before it waits for *Fetch more*. The statement itself is not changed.",
    scope: "resource",
  },
  "millrace.sql.inlineResults": {
    type: "boolean",
    default: true,
    markdownDescription: "Show rows, time and first values at the end of a statement that was run.",
    scope: "resource",
  },
} as const satisfies Readonly<Record<`millrace.${string}`, SettingContribution>>;
