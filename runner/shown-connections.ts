import { connectionKind, isWarehouse } from "./config/connection-config.ts";
import { anyConnection } from "./project.ts";
import type { Session } from "./session.ts";

/** A connection of `millrace.json`, for people. */
export interface ShownConnection {
  readonly name: string;
  readonly type: string;
  readonly kind: "warehouse" | "lake";
  /** Where it would lead now. */
  readonly place: string;
  readonly readOnly: boolean;
  /** The names that stand for it, each on a target. */
  readonly mappedBy: readonly { readonly target: string; readonly name: string }[];
}

/** All connections of the file, or those of these names. Throws a UserError when there is none of a name. */
export async function shownConnections(
  session: Session,
  only?: readonly string[],
): Promise<readonly ShownConnection[]> {
  const settings = session.settings();
  const names = only ?? Object.keys(settings.config.connections);
  const shown = names.map(async (name) => {
    const config = anyConnection(settings, name);
    const mappedBy = Object.values(settings.config.targets).flatMap((target) =>
      Object.entries(target.connections).flatMap(([logical, connection]) =>
        connection === name ? [{ target: target.name, name: logical }] : [],
      ),
    );
    const kind = connectionKind(config);
    const readOnly = isWarehouse(config) && config.readOnly === true;
    const place = await session.connectionPlace(name);
    return { name, type: config.type, kind, place, readOnly, mappedBy };
  });
  return await Promise.all(shown);
}
