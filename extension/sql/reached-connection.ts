import { type ConnectionView, listConnections } from "../../protocol/rpc/connections.ts";
import { UserError } from "../../protocol/user-error.ts";
import type { WorkspaceModel } from "../workspaces.ts";

/**
 * The name by which SQL reaches a connection of `millrace.json` on the chosen target. Throws where it does not: a
 * statement would go to another connection.
 */
export async function reachedConnection(model: WorkspaceModel, name: string): Promise<string> {
  const { request } = await model.client();
  const connections = await request(listConnections, {});
  const found = connections.find((connection) => connection.name === name);
  if (found?.reachedBy === null) throw notReached(name, model.view?.target?.name);
  // One that is not there is refused by the runner, in its own words.
  return found?.reachedBy ?? name;
}

export function notReached(name: string, target: string | undefined): UserError {
  return new UserError({
    code: "connection-not-on-target",
    message: `The connection ${name} cannot be reached on the target ${target ?? "that is chosen"}: its name stands for another one there.`,
    next: "Select another target.",
  });
}

/** The names by which SQL reaches a connection: those that stand for it, and its own where that is no other one's. */
export function namesOf(
  { name, standsFor }: ConnectionView,
  all: readonly ConnectionView[],
): readonly string[] {
  const isAnothers = all.some((other) => other.name !== name && other.standsFor.includes(name));
  return isAnothers || standsFor.includes(name) ? standsFor : [...standsFor, name];
}
