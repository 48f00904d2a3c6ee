import { type ConnectionView, listConnections } from "../../../protocol/rpc/connections.ts";
import type { Services } from "../../services.ts";
import { namesOf, notReached } from "../../sql/reached-connection.ts";
import { type SqlContext, USUAL_CONNECTION } from "../../sql/sql-contexts.ts";
import { type Choice, pickOne } from "../ask/pick.ts";

/** The name of a warehouse as SQL reaches it. Throws when one is picked that the chosen target does not lead to. */
export async function askConnection(
  { memory }: Services,
  { model, connection }: SqlContext,
): Promise<string | undefined> {
  const client = await model.client();
  const all = await client.request(listConnections, {});
  const choices = all
    .filter(({ kind }) => kind === "warehouse")
    .flatMap((one) => choicesOf(one, all, model.view?.target?.name));
  const question = {
    title: "Connection of This File",
    placeholder: `Where to run its statements? Usually ${USUAL_CONNECTION}.`,
    offered: connection,
  };
  const picked = await pickOne(choices, question, memory);
  if (picked?.isReached === false) throw notReached(picked.name, model.view?.target?.name);
  return picked?.name;
}

interface Reach {
  readonly name: string;
  readonly isReached: boolean;
}

/** A name that stands for it goes on to do so when the target is changed. */
function choicesOf(
  connection: ConnectionView,
  all: readonly ConnectionView[],
  target: string | undefined,
): readonly Choice<Reach>[] {
  const { name, type, place, readOnly } = connection;
  const description = [type, place, ...(readOnly ? ["read-only"] : [])].join(" · ");
  if (connection.reachedBy === null) {
    const why = `Cannot be reached on ${target ?? "this target"}`;
    return [{ label: name, description: why, key: `- ${name}`, value: { name, isReached: false } }];
  }
  return namesOf(connection, all).map((label) => ({
    label,
    description,
    key: label,
    value: { name: label, isReached: true },
  }));
}
