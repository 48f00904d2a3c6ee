/** A way to get something wrong: the files of a workspace, and the command whose answer is in the golden file. */
export interface BadInput {
  /** What the author of the files did, in words. */
  readonly name: string;
  /** By path, relative to the workspace. */
  readonly files: Readonly<Record<string, string>>;
  /** Words of the command, without `millrace`. */
  readonly command: string;
}

const A_DAG = `import { dag, runSql } from "millrace";

dag({ id: "shop" }, () => {
  runSql("load", { sql: "SELECT 1" });
});
`;

/** A `millrace.json`, beside a DAG without mistakes. */
export function badConfig(name: string, text: string): BadInput {
  return { name, files: { "millrace.json": `${text}\n`, "shop.dag.ts": A_DAG }, command: "validate" };
}

/** A DAG file, and what else it takes. */
export function badDag(name: string, source: string, others: BadInput["files"] = {}): BadInput {
  return { name, files: { "millrace.json": "{}\n", "shop.dag.ts": source, ...others }, command: "validate" };
}

/** A text with templates: the SQL file of a task. */
export function badTemplate(name: string, sql: string): BadInput {
  return badDag(
    name,
    `import { dag, runSql } from "millrace";

dag({ id: "shop", params: { limit: 10 } }, () => {
  runSql("load", { sql: "sql/load.sql" });
});
`,
    { "sql/load.sql": `${sql}\n` },
  );
}

/** Checks of one task as they stand in its list, one a line. */
export function badCheck(name: string, ...checks: readonly string[]): BadInput {
  return badDag(name, dagOfChecks("shop", checks));
}

/** A check that only shows what is wrong with it when it is evaluated. It has a DAG of its own. */
export function badAtEvaluation(name: string, dagId: string, check: string): BadInput {
  return {
    name,
    files: { [`${dagId}.dag.ts`]: dagOfChecks(dagId, [check]) },
    command: `check ${dagId} --date 2026-11-01`,
  };
}

function dagOfChecks(id: string, checks: readonly string[]): string {
  const functions = new Set(checks.flatMap((check) => /^\w+(?=\()/.exec(check) ?? []));
  return `import { ${["dag", "dataQuality", ...functions].join(", ")} } from "millrace";

dag({ id: "${id}" }, () => {
  dataQuality("quality", {
    checks: [
${checks.map((check) => `      ${check},\n`).join("")}    ],
  });
});
`;
}
