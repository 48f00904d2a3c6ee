import { type ConnectionTest, runConnectionTest } from "../../runner/connections/connection-test.ts";

/** The steps in a line each: `sign in ok: as millrace`, and of the one that failed the code of its error. */
export async function stepsOf(connection: ConnectionTest): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    for await (const result of runConnectionTest(connection, () => 0, new AbortController().signal)) {
      const { step, outcome, found, error } = result;
      lines.push([`${step} ${outcome}`, error?.code ?? found].filter((part) => part !== "").join(": "));
    }
  } finally {
    await connection.close();
  }
  return lines;
}
