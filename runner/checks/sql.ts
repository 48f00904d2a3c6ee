import { z } from "zod";
import type { SqlParams, SqlStatementParams } from "../../protocol/checks/sql.ts";
import { counted, countText } from "../../protocol/text/counted.ts";
import type { Check, Finding } from "./check.ts";
import { sqlExpectation } from "./sql-expectation.ts";
import { readQuestion } from "./sql-question.ts";

const text = z.string().min(1);

const rule = { expect: sqlExpectation.exactOptional(), noRows: z.literal(true).exactOptional() };

const statement = z
  .strictObject({ sql: text, ...rule, name: text.exactOptional() })
  .refine((given) => countRules(given) === 1, { message: "give one of `expect` and `noRows: true`" });

const params = z
  .strictObject({
    sql: text.exactOptional(),
    ...rule,
    statements: z.array(statement).min(1).exactOptional(),
    where: text.exactOptional(),
  })
  .refine(({ sql, statements }) => (sql === undefined) !== (statements === undefined), {
    message: "give one of `sql` and `statements`",
  })
  .refine((given) => given.sql === undefined || countRules(given) === 1, {
    message: "give one of `expect` and `noRows: true`",
  })
  .refine((given) => given.statements === undefined || countRules(given) === 0, {
    message: "with `statements`, `expect` and `noRows` belong to each of them",
  });

/** What queries give. */
export const sql: Check<SqlParams> = {
  kind: "sql",
  params,
  sqlParams: ["sql", "statements.sql"],
  counts: ({ statements, noRows }) => (statements !== undefined ? "statement" : noRows ? "row" : undefined),
  defaultName: ({ sql, statements = [] }) =>
    `sql ${[sql ?? statements.map(nameOf)].flat().map(oneLine).join(", ")}`,
  tables: () => [],
  async prepare({ sql = "", statements, where, ...rule }, context) {
    if (statements === undefined) {
      const question = await readQuestion({ sql, ...rule }, "sql", where, context);
      return {
        form: "query",
        sql: question.sql,
        look: question.ask,
        ...(rule.noRows && { failingRows: question.sql }),
      };
    }
    const questions = await Promise.all(
      statements.map(async (statement, index) => ({
        name: oneLine(nameOf(statement)),
        ...(await readQuestion(statement, `statements[${index}].sql`, where, context)),
      })),
    );
    return {
      form: "query",
      sql: questions.map(({ sql }) => `${sql};`).join("\n"),
      async look() {
        const answers: Answer[] = [];
        for (const { name, ask } of questions) answers.push({ name, ...(await ask()) });
        return several(answers);
      },
    };
  },
};

interface Answer extends Finding {
  readonly name: string;
}

function several(answers: readonly Answer[]): Finding {
  const broken = answers.filter(({ failed }) => failed > 0);
  const all = counted(answers.length, "statement");
  const told = (what: "observed" | "expected"): string =>
    broken.map((answer) => `${shortened(answer.name)}: ${answer[what]}`).join("; ");
  return {
    observed:
      broken.length === 0
        ? `${all} as expected`
        : `${countText(broken.length)} of ${all} not as expected: ${told("observed")}`,
    expected: told("expected") || "all of them",
    value: broken.length,
    failed: broken.length,
    of: answers.length,
    failing: {
      columns: ["statement", "observed", "expected"],
      rows: broken.map(({ name, observed, expected }) => [name, observed, expected]),
      isCut: false,
    },
  };
}

function countRules({ expect, noRows }: Pick<SqlParams, "expect" | "noRows">): number {
  return (expect === undefined ? 0 : 1) + (noRows === undefined ? 0 : 1);
}

function nameOf({ name, sql }: SqlStatementParams): string {
  return name ?? sql;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** A name may be a whole statement. */
function shortened(name: string): string {
  return name.length <= 50 ? name : `${name.slice(0, 49)}…`;
}
