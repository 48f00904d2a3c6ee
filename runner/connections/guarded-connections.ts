import type { Connections } from "./connections.ts";
import { guardedWarehouse } from "./guarded-warehouse.ts";

/** The same connections, with warehouses on which nothing is written as long as `refusal` gives a reason. */
export function guardedConnections(connections: Connections, refusal: () => string | undefined): Connections {
  return {
    warehouse: async (name) => guardedWarehouse(await connections.warehouse(name), refusal),
    lake: (name) => connections.lake(name),
    close: () => connections.close(),
  };
}
