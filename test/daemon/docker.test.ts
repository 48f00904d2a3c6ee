import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { DockerView } from "../../protocol/rpc/docker.ts";
import { dockerDown, dockerProgress, dockerStatus, dockerUp } from "../../protocol/rpc/docker.ts";
import { cancelRequest } from "../../protocol/rpc/work.ts";
import type { Client } from "../../runner/daemon/client.ts";
import type { DockerWorkspace } from "../docker/docker-workspace.ts";
import { dockerWorkspace } from "../docker/docker-workspace.ts";
import { lastFirst, startDaemon } from "../helpers/daemon.ts";

interface Served {
  readonly docker: DockerWorkspace;
  readonly client: Client;
  /** What was told while requests went on, with the request's id. */
  readonly lines: string[];
}

/** A daemon on whose PATH the stand-in is `docker`. */
async function served(context: TestContext): Promise<Served> {
  const t = lastFirst(context);
  const docker = await dockerWorkspace(t);
  const before = { ...process.env };
  Object.assign(process.env, docker.env);
  const daemon = startDaemon(t, docker.folder);
  process.env = before;
  const client = await daemon.attach();
  const lines: string[] = [];
  client.on(dockerProgress, ({ requestId, line }) => void lines.push(`${requestId}: ${line.trim()}`));
  return { docker, client, lines };
}

const stateOf = ({ services }: DockerView): string | undefined => services[0]?.state;

describe("docker for the editor", {
  skip: process.platform === "win32" && "the stand-in for Docker is a shell script",
}, () => {
  test("starts, shows and stops the server, and tells how it goes", async (t) => {
    const { docker, client, lines } = await served(t);
    await docker.play({ startsWhenAsked: true });
    const up = await client.request(dockerUp, { requestId: "up" });
    assert.deepEqual(
      [up.composeFile, up.project, stateOf(up)],
      ["docker-compose.yml", docker.project, "running"],
    );
    const [connection] = up.connections;
    assert.deepEqual(
      { ...connection, text: connection?.text.split(".")[0] },
      {
        name: "docker",
        service: "postgres",
        place: `localhost:${docker.port}`,
        answers: true,
        text: "PostgreSQL 18",
      },
    );
    assert.ok(lines.includes(`up: Container ${docker.project}-postgres-1  Started`), lines.join("\n"));
    assert.ok(lines.some((line) => line.startsWith("up: waiting for docker (localhost:")));
    assert.deepEqual(await client.request(dockerStatus, { requestId: "status" }), {
      ...up,
      services: up.services.map((service) => ({ ...service, health: "healthy" })),
    });
    const down = await client.request(dockerDown, { requestId: "down", removeVolumes: false });
    assert.deepEqual([stateOf(down), down.volumes], ["absent", [`${docker.project}_postgres`]]);
    const gone = await client.request(dockerDown, { requestId: "gone", removeVolumes: true });
    assert.deepEqual(gone.volumes, []);
  });

  test("a cancel ends the waiting, and a failure is a refusal with what to do", async (t) => {
    const { docker, client, lines } = await served(t);
    await docker.play({ neverStarts: true });
    const waiting = new Promise<void>((resolve) => {
      client.on(dockerProgress, ({ line }) => {
        if (line.startsWith("waiting for")) resolve();
      });
    });
    const up = client.request(dockerUp, { requestId: "up" }).catch((error: unknown) => error);
    await waiting;
    await client.request(cancelRequest, { requestId: "up" });
    assert.equal(((await up) as { code?: string }).code, "cancelled", lines.join("\n"));
    const late = await client
      .request(dockerUp, { requestId: "late", waitMilliseconds: 1 })
      .catch((error: unknown) => error);
    assert.equal((late as { code?: string }).code, "docker-not-ready");
  });
});
