import type { SessionOptions, Warehouse } from "./warehouse.ts";

/** A warehouse on which nothing is written as long as `refusal` gives a reason, as `SessionOptions.readOnly` has it. */
export function guardedWarehouse(warehouse: Warehouse, refusal: () => string | undefined): Warehouse {
  const guarded = (options: SessionOptions = {}): SessionOptions => {
    // A session that never writes, such as a check's, has the better reason: no consent would change it.
    const readOnly = options.readOnly ?? refusal();
    return readOnly === undefined ? options : { ...options, readOnly };
  };
  return {
    name: warehouse.name,
    dialect: warehouse.dialect,
    query: (sql, values, options) => warehouse.query(sql, values, guarded(options)),
    script: (sql, options) => warehouse.script(sql, guarded(options)),
    transaction: (options, work) => warehouse.transaction(guarded(options), work),
    openSession: (options) => warehouse.openSession(guarded(options)),
    close: () => warehouse.close(),
  };
}
