import { connectionKind, connectionPlace, isWarehouse } from "./config/connection-config.ts";
import { anyConnection } from "./project.ts";
import type { Session } from "./session.ts";

/** A connection of `millrace.json`, for people. */
export interface ShownConnection {
  readonly name: string;
  readonly type: string;
  readonly kind: "warehouse" | "lake";
  /** Where it goes. */
  readonly place: string;
  readonly readOnly: boolean;
  /** The names that stand for it, each on a target. */
  readonly mappedBy: readonly { readonly target: string; readonly name: string }[];
}

/** All connections of the file, or the one of that name. Throws a UserError when there is none. */
export function shownConnections(session: Session, only?: string): readonly ShownConnection[] {
  const settings = session.settings();
  const names = only === undefined ? Object.keys(settings.config.connections) : [only];
  return names.map((name) => {
    const config = anyConnection(settings, name);
    const mappedBy = Object.values(settings.config.targets).flatMap((target) =>
      Object.entries(target.connections).flatMap(([logical, connection]) =>
        connection === name ? [{ target: target.name, name: logical }] : [],
      ),
    );
    const kind = connectionKind(config);
    const readOnly = isWarehouse(config) && config.readOnly === true;
    return { name, type: config.type, kind, place: connectionPlace(config), readOnly, mappedBy };
  });
}
