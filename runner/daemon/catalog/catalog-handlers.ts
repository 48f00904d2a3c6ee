import { listColumns, listLake, listRelations, listSchemas } from "../../../protocol/rpc/connections.ts";
import { type Catalog, warehouseCatalog } from "../../connections/catalog.ts";
import { lakeLevel } from "../../connections/lake-level.ts";
import { type HandlerContext, type HandlerGroup, handle } from "../handler.ts";
import { requireReached } from "./reach.ts";

/** What is in warehouses and lakes, level by level. */
export function catalogHandlers(): HandlerGroup {
  return {
    handlers: [
      handle(listSchemas, async (context, { connection }) =>
        (await catalogOf(context, connection)).schemas(),
      ),
      handle(listRelations, async (context, { connection, schema }) =>
        (await catalogOf(context, connection)).relations(schema),
      ),
      handle(listColumns, async (context, { connection, schema, relation }) =>
        (await catalogOf(context, connection)).columns(schema, relation),
      ),
      handle(listLake, async ({ session, signal }, { connection, prefix, limit }) => {
        const name = requireReached(session.target, connection);
        const lake = await (await session.connections()).lake(name);
        return lakeLevel(lake, prefix, limit, signal);
      }),
    ],
  };
}

async function catalogOf({ session, signal }: HandlerContext, connection: string): Promise<Catalog> {
  const name = requireReached(session.target, connection);
  return warehouseCatalog(await (await session.connections()).warehouse(name), signal);
}
