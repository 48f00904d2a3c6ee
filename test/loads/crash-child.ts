import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import type { Transaction, Warehouse } from "../../runner/connections/warehouse.ts";
import { loadFact } from "../../runner/operators/load-fact.ts";
import { testTaskContext } from "../helpers/task-context.ts";
import type { TestConnection } from "../helpers/warehouse.ts";

// A load that a test kills. It says `at N` and waits for ever before its Nth statement, or after its COMMIT
// when there are fewer statements; without N it runs through, to be killed at any moment.

interface Orders {
  readonly connection: TestConnection;
  readonly tryId: string;
  readonly stopAt: number | null;
}

const { connection, tryId, stopAt } = JSON.parse(process.env["CRASH_ORDERS"] ?? "") as Orders;
const warehouse = postgresWarehouse({ name: "embedded", ...connection });
const context = testTaskContext({
  warehouse: stopAt === null ? warehouse : stopping(warehouse, stopAt),
  identity: { tryId },
});
console.log("started");
await loadFact.execute(
  { table: "plays", sql: "SELECT id, at FROM source", mode: "replaceInterval", timeColumn: "at" },
  context,
);
await stop("end");

function stopping(real: Warehouse, stopAt: number): Warehouse {
  let statements = 0;
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    statements += 1;
    if (statements === stopAt) await stop(String(stopAt));
    return await work();
  };
  return {
    ...real,
    transaction: (options, work) =>
      real.transaction(options, async (tx) => {
        const result = await work(countedTransaction(tx, counted));
        // Before COMMIT.
        await counted(async () => {});
        return result;
      }),
  };
}

function countedTransaction(
  tx: Transaction,
  counted: <T>(work: () => Promise<T>) => Promise<T>,
): Transaction {
  return {
    ...tx,
    query: (sql, values) => counted(() => tx.query(sql, values)),
    describeTable: (table) => counted(() => tx.describeTable(table)),
  };
}

async function stop(where: string): Promise<never> {
  console.log(`at ${where}`);
  // A pending timer keeps the process alive.
  return await new Promise<never>(() => setInterval(() => {}, 60_000));
}
