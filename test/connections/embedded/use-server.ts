// A program for tests: uses the server of the folder given until it is told to stop, or killed.
import { once } from "node:events";
import { embeddedPostgres } from "../../../runner/connections/embedded/embedded-postgres.ts";

const folder = process.argv[2] ?? "";
try {
  const server = await embeddedPostgres({ folder, settings: { fsync: "off" } });
  console.log(JSON.stringify(server.connection));
  process.stdin.resume();
  await once(process.stdin, "data");
  await server.stop();
} catch (error) {
  console.log(JSON.stringify({ error: (error as { code?: string }).code, message: String(error) }));
}
process.exit(0);
