import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import type { TestContext } from "node:test";

const CLEARTEXT_PASSWORD = message("R", int32(3));

/**
 * What no real server does: it asks for the password as it is, and refuses it with an error that repeats it in all its
 * fields. A stand-in, for what could get into an error that way. Gives its port.
 */
export async function echoingServer(t: TestContext): Promise<number> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket)).on("error", () => socket.destroy());
    socket.on("data", (data) => {
      // No TLS; then the startup message has no letter, and the password has one.
      if (data.length === 8) socket.write("N");
      else if (data[0] === 0) socket.write(CLEARTEXT_PASSWORD);
      else if (data[0] === "p".charCodeAt(0)) socket.end(refusal(data.subarray(5, -1).toString()));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  });
  return (server.address() as AddressInfo).port;
}

function refusal(password: string): Buffer {
  const fields = {
    S: "FATAL",
    V: "FATAL",
    C: "28P01",
    M: `password "${password}" is wrong`,
    D: `detail ${password}`,
    H: `hint ${encodeURIComponent(password)}`,
  };
  const text = Object.entries(fields).map(([letter, value]) => `${letter}${value}\0`);
  return message("E", Buffer.from(`${text.join("")}\0`));
}

function message(letter: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(letter), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
