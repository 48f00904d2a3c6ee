import type { Lake } from "./lake.ts";
import type { Warehouse } from "./warehouse.ts";

/** The workspace's connections by name, opened when they are first asked for. */
export interface Connections {
  warehouse(name: string): Promise<Warehouse>;
  lake(name: string): Promise<Lake>;
  /** Closes what was opened. */
  close(): Promise<void>;
}

export interface Openers {
  readonly warehouse: (name: string) => Promise<Warehouse>;
  readonly lake: (name: string) => Promise<Lake>;
  /** Called after all of them were closed: what they shared. */
  readonly close: () => Promise<void>;
}

/** Opens each connection once. One that failed to open is tried again when it is asked for again. */
export function createConnections(open: Openers): Connections {
  const warehouses = new Map<string, Promise<Warehouse>>();
  const lakes = new Map<string, Promise<Lake>>();
  return {
    warehouse: (name) => openOnce(warehouses, name, open.warehouse),
    lake: (name) => openOnce(lakes, name, open.lake),
    async close() {
      const opened = await Promise.allSettled([...lakes.values(), ...warehouses.values()]);
      try {
        for (const result of opened) if (result.status === "fulfilled") await result.value.close();
      } finally {
        await open.close();
      }
    },
  };
}

function openOnce<T>(
  opened: Map<string, Promise<T>>,
  name: string,
  open: (name: string) => Promise<T>,
): Promise<T> {
  const known = opened.get(name);
  if (known !== undefined) return known;
  const opening = open(name);
  opened.set(name, opening);
  opening.catch(() => opened.delete(name));
  return opening;
}
