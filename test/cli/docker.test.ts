import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, type TestContext, test } from "node:test";
import type { DockerWorkspace } from "../docker/docker-workspace.ts";
import { dockerWorkspace, listen } from "../docker/docker-workspace.ts";
import { DOCKER_TEXTS } from "../docker/stand-in/texts.ts";
import { type CliResult, cli, cliInProcess, oneDocument, startCli } from "../helpers/cli.ts";
import { lastFirst } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";

/** What a command printed, with what differs from run to run taken out. */
function golden({ stdout, stderr }: CliResult, { port, project, folder }: DockerWorkspace): string {
  return `${stdout}${stderr}`
    .replaceAll(folder, "WORKSPACE")
    .replaceAll(project, "sparkify-PROJECT")
    .replaceAll(String(port), "PORT")
    .replaceAll(/PostgreSQL 18\.\d+/g, "PostgreSQL 18.X")
    .replaceAll(/─+( {2}─+)*/g, "──")
    .replaceAll(/ {2,}/g, "  ")
    .replaceAll(/^\d{4}-\d\d-\d\d [\d:.]+ UTC \[\d+\] /gm, "TIME ");
}

describe("docker", {
  skip: process.platform === "win32" && "the stand-in for Docker is a shell script",
}, () => {
  const workspace = async (t: TestContext): Promise<DockerWorkspace> => dockerWorkspace(lastFirst(t));
  const run = (docker: DockerWorkspace, words: string, env = {}): Promise<CliResult> =>
    cli(words.split(" "), { cwd: docker.folder, env: { ...docker.env, ...env } });

  test("up waits for a real session, status shows it, down keeps the data, down --volumes does not", async (t) => {
    const docker = await workspace(t);
    const none = await run(docker, "docker status");
    assert.equal(none.code, 1);
    assert.equal(
      golden(none, docker),
      `docker-compose.yml · project sparkify-PROJECT

service  state  ports
──
postgres  not there  127.0.0.1:PORT->5432/tcp

✗ docker  postgres does not run
  \`millrace docker up\` starts it.
`,
    );

    await docker.play({ startsWhenAsked: true });
    const up = await run(docker, "docker up");
    assert.equal(up.code, 0, up.stderr);
    await docker.play({});
    const said = golden(up, docker);
    // What it waits for is told as it changes; how often, the machine decides.
    assert.match(said, /^waiting for docker \(localhost:PORT\): Warehouse "docker" .*$/m);
    assert.equal(
      said.replaceAll(/^waiting for .*\n/gm, ""),
      `postgres Pulling
postgres Pulled
Network sparkify-PROJECT_default Creating
Network sparkify-PROJECT_default Created
Container sparkify-PROJECT-postgres-1 Creating
Container sparkify-PROJECT-postgres-1 Created
Container sparkify-PROJECT-postgres-1 Starting
Container sparkify-PROJECT-postgres-1 Started
docker-compose.yml · project sparkify-PROJECT

service  state  ports  volume
──
postgres  running, healthy  127.0.0.1:PORT->5432/tcp  sparkify-PROJECT_postgres

✓ docker  answers at localhost:PORT: PostgreSQL 18.X
`,
    );

    const create = ["sql", "CREATE TABLE kept AS SELECT 42 AS answer", "--target", "docker"];
    assert.equal((await cli(create, { cwd: docker.folder })).code, 0);

    const again = await run(docker, "docker up");
    assert.match(
      golden(again, docker),
      /^Container sparkify-PROJECT-postgres-1 Running\ndocker-compose\.yml/,
    );

    const down = await run(docker, "docker down");
    assert.equal(
      golden(down, docker),
      `Container sparkify-PROJECT-postgres-1 Stopping
Container sparkify-PROJECT-postgres-1 Removed
Stopped. The data stay in the volume sparkify-PROJECT_postgres: \`millrace docker up\` starts the server with them.
`,
    );
    const { connections, volumes, services } = oneDocument(
      (await run(docker, "docker status --json")).stdout,
    );
    assert.deepEqual(volumes, [`${docker.project}_postgres`]);
    assert.equal(services[0].state, "absent");
    assert.equal(connections[0].answers, false);

    const third = oneDocument((await run(docker, "docker up --json")).stdout);
    assert.equal(third.ok, true);
    assert.deepEqual(
      { ...third.services[0], health: "" },
      {
        name: "postgres",
        state: "running",
        health: "",
        exitCode: null,
        ports: [`127.0.0.1:${docker.port}->5432/tcp`],
        volumes: [`${docker.project}_postgres`],
      },
    );
    const kept = ["sql", "SELECT answer FROM kept", "--target", "docker", "--json"];
    assert.deepEqual(oneDocument((await cli(kept, { cwd: docker.folder })).stdout).results[0].rows, [[42]]);

    const refused = await run(docker, "docker down --volumes");
    assert.equal(refused.code, 2);
    assert.equal(
      golden(refused, docker),
      `error This removes the volume sparkify-PROJECT_postgres with all data in it. Nobody can be asked here, so nothing was done.
  Give --yes if this is meant.
`,
    );
    const gone = await run(docker, "docker down --volumes --yes");
    assert.match(gone.stdout, /\nStopped, and the data are gone\.\n$/);
    const after = oneDocument((await run(docker, "docker down --json")).stdout);
    assert.deepEqual(after.volumes, []);
    assert.ok((await docker.calls()).includes("docker compose down --volumes"));
  });

  test("on a terminal the project's name is typed before data go", async (context) => {
    const t = lastFirst(context);
    const docker = await dockerWorkspace(t);
    const later = (work: () => Promise<void>): void => t.after(work);
    const { run: typed } = cliInProcess({ path: docker.folder, beforeRemoval: later });
    assert.equal((await run(docker, "docker up --json")).code, 0);
    const screen = { env: docker.env, isTTY: true };
    const refused = await typed("docker down --volumes", { ...screen, input: "yes\n" });
    assert.equal(refused.code, 2);
    assert.ok(
      refused.stdout.endsWith(
        `This removes the volume ${docker.project}_postgres with all data in it. Type ${docker.project} to go on: `,
      ),
      refused.stdout,
    );
    assert.match(refused.stderr, /^error Nothing was done: sparkify-\w+ was not typed\.\n/);
    assert.ok(existsSync(docker.volume));
    const agreed = await typed("docker down --volumes", { ...screen, input: `${docker.project}\n` });
    assert.deepEqual([agreed.code, agreed.stderr], [0, ""]);
    assert.match(agreed.stdout, /Stopped, and the data are gone\.\n$/);
    assert.equal(existsSync(docker.volume), false);
  });

  test("a volume that was made with another password is told with the two ways out", async (t) => {
    const docker = await workspace(t);
    assert.equal((await run(docker, "docker up --json")).code, 0);
    await run(docker, "docker down --json");
    const file = path.join(docker.folder, ".env");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(/^SPARKIFY_PASSWORD=.*$/m, "SPARKIFY_PASSWORD=another-one"));
    const up = await run(docker, "docker up --json");
    const { error } = oneDocument(up.stdout);
    assert.equal(up.code, 2);
    assert.equal(error.code, "volume-password");
    assert.equal(
      error.message.replaceAll(docker.project, "P"),
      "The server runs, and refuses the password of the connection docker: the volume P_postgres was made with another one, and a server keeps the password that it was made with.",
    );
    assert.equal(
      error.next,
      "Put that password back, or give the data up: `millrace docker down --volumes`, then `millrace docker up`.",
    );
    // Both ways lead out.
    assert.equal((await run(docker, "docker down --volumes --yes --json")).code, 0);
    assert.equal((await run(docker, "docker up --json")).code, 0);
  });

  test("a container that ends says why, in its own last words", async (t) => {
    const docker = await workspace(t);
    const data = path.join(docker.volume, "18", "docker");
    await mkdir(data, { recursive: true, mode: 0o755 });
    const up = await run(docker, "docker up --json");
    const { code, message, next } = oneDocument(up.stdout).error;
    assert.equal(code, "container-ended");
    assert.match(
      message,
      /^The container of postgres has ended with exit code 2\. The container's last lines:\n/,
    );
    assert.match(message, /\npostgres: could not access the server configuration file/);
    assert.equal(next, "`docker compose logs postgres` shows all that it said.");
  });

  test("a port that somebody else has is named, with how to find who", async (t) => {
    const docker = await workspace(t);
    const other = await listen(docker.port);
    t.after(() => other.close());
    const up = await run(docker, "docker up");
    assert.equal(up.code, 2);
    assert.equal(
      golden({ ...up, stdout: "" }, docker),
      `error Something else has port PORT of this machine already.
  \`docker ps --filter publish=PORT\` shows it if it is a container, \`lsof -i :PORT\` if not. End it,
  or choose another port in docker-compose.yml and millrace.json.
`,
    );
  });

  test("a port that a container has is told with whose it is", async (t) => {
    const docker = await workspace(t);
    const fail = { "compose up": DOCKER_TEXTS.portOfContainer };
    const owners: readonly [string, string][] = [
      [
        "sparkify-old-postgres-1\tsparkify-old\t/srv/old",
        "The container sparkify-old-postgres-1, of the Compose project sparkify-old in /srv/old, has port 8001 of this machine already.",
      ],
      ["lonely\t\t", "The container lonely has port 8001 of this machine already."],
    ];
    for (const [portOwner, message] of owners) {
      await docker.play({ fail, portOwner });
      const { error } = oneDocument((await run(docker, "docker up --json")).stdout);
      assert.deepEqual([error.code, error.message], ["port-in-use", message]);
      assert.match(
        error.next,
        /^`docker stop (sparkify-old-postgres-1|lonely)` stops it, or choose another port/,
      );
    }
    // Docker that does not say it either.
    await docker.play({ fail: { ...fail, ps: DOCKER_TEXTS.noDaemon } });
    const { error } = oneDocument((await run(docker, "docker up --json")).stdout);
    assert.equal(error.message, "Something else has port 8001 of this machine already.");
  });

  test("a server that is not ready in time is told with the last attempt's reason", async (t) => {
    const docker = await workspace(t);
    await docker.play({ neverStarts: true });
    const up = await run(docker, "docker up --wait 1s --json");
    const { code, message, next, retryable } = oneDocument(up.stdout).error;
    assert.equal(code, "docker-not-ready");
    assert.equal(
      message.replaceAll(String(docker.port), "PORT"),
      'The containers run, and after 1 s there is still no session: Warehouse "docker" cannot be reached: nothing listens on localhost:PORT (ECONNREFUSED).',
    );
    assert.match(next, /--wait 5m/);
    assert.equal(retryable, true);
  });

  for (const [when, scenario, shows] of [
    ["it waits for sessions", { neverStarts: true }, /waiting for docker/],
    ["Docker fetches an image", { upHangs: true }, /postgres Pulling/],
  ] as const)
    test(`Ctrl-C while ${when} ends with 130 and says what goes on`, async (t) => {
      const docker = await workspace(t);
      await docker.play(scenario);
      const started = startCli(["docker", "up"], { cwd: docker.folder, env: docker.env });
      await started.shows(shows);
      started.child.kill("SIGINT");
      const { code, stderr } = await started.ended;
      assert.equal(code, 130);
      assert.match(
        stderr,
        /error Cancelled\. Containers that were started go on running\.\n {2}`millrace docker status` shows them, `millrace docker down` stops them\.\n$/,
      );
    });

  const failures: readonly [string, Parameters<DockerWorkspace["play"]>[0], string][] = [
    [
      "Docker that does not run",
      { fail: { "compose up": DOCKER_TEXTS.noDaemon } },
      "error Docker is installed, and does not run.\n  Start Docker Desktop, or the service: `sudo systemctl start docker`. Then try again.\n",
    ],
    [
      "a socket that one may not use",
      { fail: { "compose up": DOCKER_TEXTS.denied } },
      "error Docker runs, and you may not use it: its socket is for root and for the group docker.\n  `sudo usermod -aG docker $USER` adds you to that group; log in again then. Whoever is in it can\n  become root.\n",
    ],
    [
      "Docker without Compose",
      { compose: "missing" },
      "error Docker is there, and Docker Compose is not: neither `docker compose` nor `docker-compose` works.\n  Install the Compose plugin (the package docker-compose-plugin on Linux; Docker Desktop has it).\n  Without --target the warehouse is embedded and needs no Docker.\n",
    ],
    [
      "an image that cannot be fetched",
      { fail: { "compose up": DOCKER_TEXTS.noNetwork } },
      'error Docker could not fetch an image: Get "https://images.example.com/v2/": dial tcp: lookup images.example.com on 127.0.0.53:53: no such host\n  Look at the network, a proxy, and whether the registry asks for `docker login`. Then try again.\n',
    ],
    [
      "what nobody has foreseen",
      { fail: { "compose up": ` Container x-1  Creating\n${DOCKER_TEXTS.badYaml}` } },
      "error `docker compose up --detach` failed:\n  yaml: line 3: mapping values are not allowed in this context\n  Run it in the workspace's folder to see all of it.\n",
    ],
  ];
  test("what is wrong with Docker is one clear error", async (t) => {
    const docker = await workspace(t);
    for (const [name, scenario, text] of failures) {
      await docker.play(scenario);
      const up = await run(docker, "docker up");
      assert.equal(up.stderr, text, name);
      assert.equal(up.code, 2, name);
    }
    await docker.play({});
    const missing = await run(docker, "docker up", { PATH: path.join(docker.folder, "nowhere") });
    assert.equal(
      missing.stderr,
      "error Docker is not installed: there is no program `docker` on the PATH.\n  Install Docker Desktop, or Docker Engine with its Compose plugin. Without --target the warehouse\n  is embedded and needs no Docker.\n",
    );
    await rm(path.join(docker.folder, ".env"));
    const variable = await run(docker, "docker up");
    assert.equal(
      variable.stderr,
      "error docker-compose.yml needs the variable SPARKIFY_PASSWORD, which is neither in the environment nor in .env.\n  Write it into the workspace's .env: SPARKIFY_PASSWORD=…. A .env.example beside it, if there is\n  one, shows how.\n",
    );
    await rm(path.join(docker.folder, "docker-compose.yml"));
    const file = await run(docker, "docker up");
    assert.equal(
      file.stderr.replaceAll(docker.folder, "WORKSPACE"),
      "error WORKSPACE has no compose file (compose.yaml, compose.yml, docker-compose.yml, docker-compose.yaml).\n  `millrace init --sample` makes a workspace with one; its docker-compose.yml can be copied.\n",
    );
    assert.deepEqual(await docker.calls().then((calls) => calls.filter((call) => call.includes("down"))), []);
  });

  test("docker-compose, the old program, is as good", async (t) => {
    const docker = await workspace(t);
    await docker.play({ compose: "old" });
    const up = await run(docker, "docker up --json");
    const { ok, project } = oneDocument(up.stdout);
    assert.deepEqual([up.code, ok, project], [0, true, docker.project]);
    assert.ok((await docker.calls()).includes("docker-compose up --detach"));
    assert.equal((await run(docker, "docker down --json")).code, 0);
  });

  test("a connection that goes elsewhere is not waited for", async (t) => {
    const docker = await workspace(t);
    const file = path.join(docker.folder, "millrace.json");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(String(docker.port), String(await freePort())));
    await docker.play({ neverStarts: true });
    const up = await run(docker, "docker up");
    assert.equal(up.code, 0, up.stderr);
    assert.match(up.stdout, /\nNo connection of millrace\.json goes to one of these ports\.\n$/);
  });

  test("options stand where they mean something", async (t) => {
    const docker = await workspace(t);
    const cases: readonly [string, string][] = [
      ["docker status --wait 5s", "--wait is for `millrace docker up`."],
      ["docker up --volumes", "--volumes is for `millrace docker down`."],
      ["docker up --wait soon", '--wait is "soon", which is no length of time.'],
    ];
    for (const [words, message] of cases) {
      const { code, stdout } = await run(docker, `${words} --json`);
      assert.deepEqual([code, oneDocument(stdout).error.message], [2, message]);
    }
    assert.deepEqual(await docker.calls(), []);
  });

  test("where nothing listens, the error says what starts the server", async (t) => {
    const docker = await workspace(t);
    const query = ["sql", "SELECT 1", "--target", "docker", "--json"];
    const { error } = oneDocument((await cli(query, { cwd: docker.folder })).stdout);
    assert.equal(
      error.next,
      "`millrace docker up` starts the server of docker-compose.yml and waits for it.",
    );
  });
});
