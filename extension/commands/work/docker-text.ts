import type { DockerView } from "../../../protocol/rpc/docker.ts";

/** What was started: its connections, where `millrace.json` has some that lead there, else its services. */
export function dockerText({ connections, services }: DockerView): string {
  const [first, ...others] = connections.map(({ name, place }) => `${name} (${place})`);
  if (first === undefined) {
    const names = services.map(({ name }) => name).join(", ");
    return `Docker runs ${names || "nothing"}. No connection of millrace.json leads there: Add Connection makes one.`;
  }
  return others.length === 0
    ? `Docker Postgres is ready: ${first} accepts sessions.`
    : `Docker Postgres is ready: ${[first, ...others].join(", ")} accept sessions.`;
}
