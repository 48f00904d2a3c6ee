import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { parseEnv, promisify } from "node:util";
import { loadConfig } from "../../runner/config/load-config.ts";
import { publishedInFile } from "../../runner/docker/published-in-file.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { parseCompose } from "../docker/stand-in/compose-document.ts";

const SAMPLE = path.join(packageRoot(), "samples", "sparkify");
const read = (file: string): string => readFileSync(path.join(SAMPLE, file), "utf8");
const { services, volumes } = parseCompose(read("docker-compose.yml"));
const { config, problems } = loadConfig(SAMPLE);

test("the server of the compose file is the one of the connection docker", () => {
  assert.deepEqual(problems, []);
  const { postgres } = services;
  const { docker } = config.connections;
  assert.ok(postgres !== undefined && docker?.type === "postgres");
  assert.deepEqual(Object.keys(services), ["postgres"]);
  assert.match(postgres.image, /^postgres:\d+$/);
  const [host, port, inside] = postgres.ports[0]?.split(":") ?? [];
  assert.deepEqual([host, inside, postgres.ports.length], ["127.0.0.1", "5432", 1]);
  assert.equal(Number(port), docker.port);
  assert.deepEqual([...publishedInFile(SAMPLE, "docker-compose.yml")], [docker.port]);
  assert.equal(docker.host, "localhost");
  assert.equal(postgres.environment["POSTGRES_USER"], docker.user);
  assert.equal(postgres.environment["POSTGRES_DB"], docker.database);
  const [, variable] = /^\$\{(\w+):\?.+\}$/.exec(postgres.environment["POSTGRES_PASSWORD"] ?? "") ?? [];
  assert.deepEqual(docker.password, { env: variable });
  assert.ok(variable !== undefined && parseEnv(read(".env.example"))[variable]);
});

test("its data are in a named volume, where Postgres 18's image keeps them, and it says when it is well", () => {
  const { postgres } = services;
  assert.deepEqual(Object.keys(volumes), ["postgres"]);
  assert.deepEqual(postgres?.volumes, ["postgres:/var/lib/postgresql"]);
  // By TCP: the server that prepares a new volume listens on a socket alone.
  assert.deepEqual(postgres?.healthcheck.test.slice(0, 3), ["CMD", "pg_isready", "--host=127.0.0.1"]);
});

test("without a choice the sample needs no Docker", () => {
  assert.equal(config.target, undefined);
  assert.equal(config.connections["warehouse"]?.type, "embedded");
  assert.deepEqual(config.targets["docker"]?.connections, { warehouse: "docker" });
});

const run = promisify(execFile);
const hasCompose = await run("docker", ["compose", "version"]).then(
  () => true,
  () => false,
);

test("Docker Compose itself reads the file as it is meant", {
  skip: !hasCompose && "Docker Compose is not on this machine",
}, async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "mr-compose-"));
  t.after(() => rm(folder, { recursive: true }));
  await cp(path.join(SAMPLE, "docker-compose.yml"), path.join(folder, "docker-compose.yml"));
  const config = ["compose", "config", "--format", "json"];
  const { SPARKIFY_PASSWORD: _, COMPOSE_PROJECT_NAME: __, ...env } = process.env;
  await assert.rejects(run("docker", config, { cwd: folder, env }), /required variable SPARKIFY_PASSWORD/);
  await writeFile(path.join(folder, ".env"), "SPARKIFY_PASSWORD=secret\nCOMPOSE_PROJECT_NAME=sparkify-1\n");
  const document = JSON.parse((await run("docker", config, { cwd: folder, env })).stdout);
  assert.equal(document.name, "sparkify-1");
  assert.deepEqual(document.volumes, { postgres: { name: "sparkify-1_postgres" } });
  assert.equal(document.services.postgres.environment.POSTGRES_PASSWORD, "secret");
  const [port] = document.services.postgres.ports;
  assert.deepEqual([port.host_ip, port.published, port.target], ["127.0.0.1", "8001", 5432]);
});
