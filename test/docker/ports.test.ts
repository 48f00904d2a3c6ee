import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, type TestContext, test } from "node:test";
import { readConfig } from "../../runner/config/load-config.ts";
import type { PostgresConfig } from "../../runner/config/postgres-config.ts";
import { findComposeFile } from "../../runner/docker/compose-file.ts";
import { howToStart } from "../../runner/docker/how-to-start.ts";
import { localServers, reaches } from "../../runner/docker/local-server.ts";
import { publishedInFile } from "../../runner/docker/published-in-file.ts";
import { withoutDocker } from "../../runner/docker/without-docker.ts";

async function folder(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), "mr-ports-"));
  t.after(() => rm(made, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(made, name), text);
  return made;
}

const configOf = (value: object) => readConfig(JSON.stringify(value)).config;

describe("ports of a compose file", () => {
  test("are read from its lines as people write them", async (t) => {
    const workspace = await folder(t, {
      "compose.yaml": `services:
  a:
    ports:
      - "127.0.0.1:8001:5432" # here
      - 8002:5432
      - '8003:5432/tcp'
      - "[::1]:8004:5432"
      - "\${PORT:-8005}:5432"
      - target: 5432
        published: "8006"
      - published: 8007
        target: 80
      - "9000"
      - "9001:53/udp"
      # - "9002:5432"
    volumes:
      - ./a:/b
      - postgres:/var/lib/postgresql
    command: ["--port", "9003:1"]
`,
    });
    assert.deepEqual(
      [...publishedInFile(workspace, "compose.yaml")],
      [8001, 8002, 8003, 8004, 8005, 8006, 8007],
    );
    assert.deepEqual([...publishedInFile(workspace, "gone.yaml")], []);
  });

  test("the file is the one that Docker takes", async (t) => {
    const workspace = await folder(t, { "docker-compose.yaml": "", "docker-compose.yml": "" });
    assert.equal(findComposeFile(workspace), "docker-compose.yml");
    await writeFile(path.join(workspace, "compose.yml"), "");
    assert.equal(findComposeFile(workspace), "compose.yml");
    assert.equal(findComposeFile(path.join(workspace, "gone")), undefined);
  });

  test("are what connections of this machine get to", () => {
    const servers = localServers(
      configOf({
        connections: {
          a: { type: "postgres", host: "localhost", port: 8001 },
          b: { type: "postgres", url: "postgresql://me@127.0.0.1:8002/db" },
          c: { type: "postgres", url: "postgresql://me@[::1]/db" },
          far: { type: "postgres", host: "db.example.com", port: 8001 },
          service: { type: "postgres", service: "mine" },
          own: { type: "embedded" },
        },
      }),
    );
    assert.deepEqual(
      servers.map(({ connection, host, port }) => `${connection} ${host}:${port}`),
      ["a localhost:8001", "b 127.0.0.1:8002", "c ::1:5432"],
    );
    const [a, b] = servers;
    assert.ok(a && b);
    const cases: readonly [boolean, boolean][] = [
      [reaches(a, { host: "127.0.0.1", port: 8001, target: 5432 }), true],
      [reaches(a, { host: "", port: 8001, target: 5432 }), true],
      [reaches(a, { host: "192.168.0.2", port: 8001, target: 5432 }), false],
      [reaches(a, { host: "", port: 5432, target: 8001 }), false],
      [reaches(b, { host: "0.0.0.0", port: 8002, target: 5432 }), true],
      [reaches(b, { host: "::1", port: 8002, target: 5432 }), false],
    ];
    for (const [index, [actual, expected]] of cases.entries())
      assert.equal(actual, expected, `case ${index}`);
  });

  test("say how to start what does not listen, for the connections that go there", async (t) => {
    const workspace = await folder(t, { "compose.yaml": '    ports:\n      - "127.0.0.1:8001:5432"\n' });
    const next = (config: Partial<PostgresConfig>): string | undefined =>
      howToStart(workspace, { type: "postgres", ...config });
    const starts = "`millrace docker up` starts the server of compose.yaml and waits for it.";
    assert.equal(next({ host: "localhost", port: 8001 }), starts);
    assert.equal(next({ url: "postgresql://127.0.0.1:8001/db" }), starts);
    assert.equal(next({ host: "localhost", port: 8002 }), undefined);
    assert.equal(next({ host: "db.example.com", port: 8001 }), undefined);
    assert.equal(next({}), undefined);
    assert.equal(
      howToStart(await folder(t, {}), { type: "postgres", host: "localhost", port: 8001 }),
      undefined,
    );
  });
});

describe("without Docker", () => {
  const docker = { type: "postgres", host: "localhost", port: 8001 };
  const ports = new Set([8001]);
  const cases: readonly [string, object, string][] = [
    [
      "no target is chosen by itself",
      { connections: { docker }, targets: { docker: { connections: { warehouse: "docker" } } } },
      "Without --target the warehouse is embedded and needs no Docker.",
    ],
    [
      "another target",
      {
        connections: { docker, far: { type: "postgres", host: "db.example.com" } },
        targets: {
          docker: { connections: { warehouse: "docker" } },
          far: { connections: { warehouse: "far" } },
          dev: {},
        },
        target: "docker",
      },
      "No Docker is needed with --target far, --target dev.",
    ],
    [
      "every way needs it",
      { connections: { warehouse: docker }, targets: { dev: {} } },
      'A connection of the type "embedded" needs no Docker: Millrace brings that Postgres server itself.',
    ],
  ];
  for (const [name, config, text] of cases)
    test(name, () => assert.equal(withoutDocker(configOf(config), ports), text));
});
