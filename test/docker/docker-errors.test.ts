import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dockerFailure } from "../../runner/docker/docker-errors.ts";
import { DOCKER_TEXTS } from "./stand-in/texts.ts";

const TOLD: readonly [keyof typeof DOCKER_TEXTS, string, string, RegExp][] = [
  ["noDaemon", "docker-not-running", "Docker is installed, and does not run.", /Start Docker Desktop/],
  ["noDaemonNewer", "docker-not-running", "Docker is installed, and does not run.", /Start Docker Desktop/],
  ["noDaemonWindows", "docker-not-running", "Docker is installed, and does not run.", /Start Docker Desktop/],
  ["noDaemonOld", "docker-not-running", "Docker is installed, and does not run.", /Start Docker Desktop/],
  [
    "denied",
    "docker-denied",
    "Docker runs, and you may not use it: its socket is for root and for the group docker.",
    /usermod -aG docker/,
  ],
  [
    "deniedOlder",
    "docker-denied",
    "Docker runs, and you may not use it: its socket is for root and for the group docker.",
    /usermod -aG docker/,
  ],
  [
    "variableOld",
    "compose-variable",
    "compose.yaml needs a variable, which is neither in the environment nor in .env.",
    /into the workspace's \.env\./,
  ],
  ["portInUseShort", "port-in-use", "Something else has port 8001 of this machine already.", /publish=8001/],
  ["portOfContainer", "port-in-use", "Something else has port 8001 of this machine already.", /publish=8001/],
  ["portOfProgram", "port-in-use", "Something else has port 8001 of this machine already.", /:8001/],
  ["portWindows", "port-in-use", "Something else has port 8001 of this machine already.", /compose\.yaml/],
  [
    "rateLimit",
    "docker-pull",
    "Docker could not fetch an image: toomanyrequests: You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit",
    /docker login/,
  ],
  [
    "noNetwork",
    "docker-pull",
    'Docker could not fetch an image: Get "https://images.example.com/v2/": dial tcp: lookup images.example.com on 127.0.0.53:53: no such host',
    /the network/,
  ],
  [
    "badYaml",
    "docker-failed",
    "`docker compose up` failed:\nyaml: line 3: mapping values are not allowed in this context",
    /Run it/,
  ],
];

describe("what Docker's programs say", () => {
  for (const [name, code, message, next] of TOLD)
    test(`${name} is ${code}`, () => {
      const text = DOCKER_TEXTS[name];
      assert.ok(typeof text === "string");
      const error = dockerFailure("docker compose up", ` Container a-1  Creating\n${text}\n`, "compose.yaml");
      assert.deepEqual([error.code, error.message], [code, message]);
      assert.match(error.next ?? "", next);
    });

  test("with the port and the variable of the moment", () => {
    const port = dockerFailure("up", DOCKER_TEXTS.portInUse(5433, "a-1"), "compose.yaml");
    assert.equal(port.message, "Something else has port 5433 of this machine already.");
    const missing = DOCKER_TEXTS.variable("services.db.environment.PASSWORD", "DB_PASSWORD", "choose one");
    assert.equal(
      dockerFailure("up", missing, "compose.yaml").message,
      "compose.yaml needs the variable DB_PASSWORD, which is neither in the environment nor in .env.",
    );
  });

  test("nothing at all", () => {
    assert.equal(
      dockerFailure("docker compose up", "\n \n", "compose.yaml").message,
      "`docker compose up` failed.",
    );
  });
});
