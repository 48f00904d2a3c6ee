import type { CheckContext } from "../checks/check.ts";
import type { SessionOptions, Warehouse } from "../connections/warehouse.ts";
import type { TaskContext } from "../operators/operator.ts";

/** Where a check stands: its task, the interval, and how the run of that interval sees warehouses and files. */
export type CheckSite = Pick<
  TaskContext,
  "identity" | "interval" | "signal" | "warehouse" | "searchPath" | "sql" | "render"
>;

/** Why a check is refused what writes: the SQL of its author (a WITH with a DELETE), or a function in it. */
const ONLY_READS = "checks only read";

/** What a task's checks may ask: everything on the warehouse that is checked, in the session of the task's run. */
export async function checkContext(
  site: CheckSite,
  warehouse: Warehouse,
  earlierValues: CheckContext["earlierValues"] = () => [],
): Promise<CheckContext> {
  const { identity, interval, signal } = site;
  const label = `${identity.dagId}.${identity.taskId} check`;
  const sessionOn = async (on: Warehouse): Promise<SessionOptions> => {
    return { searchPath: await site.searchPath(on), signal, label, readOnly: ONLY_READS };
  };
  const session = await sessionOn(warehouse);
  return {
    interval,
    query: (sql, values) => warehouse.query(sql, values, session),
    async queryOn(connection, sql) {
      if (connection === undefined) return await warehouse.query(sql, [], session);
      const other = await site.warehouse(connection);
      return await other.query(sql, [], await sessionOn(other));
    },
    describeTable: (table) => warehouse.transaction(session, (tx) => tx.describeTable(table)),
    sql: site.sql,
    render: site.render,
    earlierValues,
  };
}
