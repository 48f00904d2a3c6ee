import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import type { TestContext } from "node:test";
import { createServer } from "node:tls";
import type { Signed } from "../../postgres/certificates.ts";

/** A port of the loopback that speaks TLS, before a server that does not. Ended after the test. */
export async function secureFront(t: TestContext, port: number, { cert, key }: Signed): Promise<number> {
  const secure = createServer({ cert: await readFile(cert), key: await readFile(key) }, (socket) => {
    const upstream = connect(port, "127.0.0.1");
    for (const [one, another] of [
      [socket, upstream],
      [upstream, socket],
    ] as const)
      one.on("error", () => {}).on("close", () => another.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
  t.after(() => secure.close());
  return (secure.address() as { port: number }).port;
}
