import assert from "node:assert/strict";
import { test } from "node:test";
import { findTarget } from "../../runner/choose-target.ts";
import { connectionsOfTarget } from "../../runner/config/connections-of-target.ts";
import { readConfig } from "../../runner/config/load-config.ts";

const embedded = { type: "embedded" };
const CONNECTIONS = { warehouse: embedded, lake: { type: "files", path: "data" }, mart: embedded };
const DOCKER = { docker: { connections: { warehouse: "docker" } } };

const CASES: readonly (readonly [
  what: string,
  file: object,
  target: string | undefined,
  expected: readonly string[],
])[] = [
  ["without targets all of them", { connections: CONNECTIONS }, undefined, ["warehouse", "lake", "mart"]],
  [
    "without a target not those that targets map",
    { connections: { ...CONNECTIONS, docker: embedded }, targets: DOCKER },
    undefined,
    ["warehouse", "lake", "mart"],
  ],
  [
    "on a target the one that a name stands for there, and not the name's own",
    { connections: { ...CONNECTIONS, docker: embedded }, targets: DOCKER },
    "docker",
    ["lake", "mart", "docker"],
  ],
  [
    "on a target not those of another one",
    {
      connections: { ...CONNECTIONS, docker: embedded, live: embedded },
      targets: { ...DOCKER, prod: { connections: { warehouse: "live" } } },
    },
    "prod",
    ["lake", "mart", "live"],
  ],
  [
    "a name that a target maps to itself is used without one too",
    {
      connections: { ...CONNECTIONS, live: embedded },
      targets: {
        dev: { connections: { warehouse: "warehouse" } },
        prod: { connections: { warehouse: "live" } },
      },
    },
    undefined,
    ["warehouse", "lake", "mart"],
  ],
  [
    "two that stand for each other",
    {
      connections: CONNECTIONS,
      targets: { swapped: { connections: { warehouse: "mart", mart: "warehouse" } } },
    },
    "swapped",
    ["warehouse", "lake", "mart"],
  ],
];

for (const [what, file, target, expected] of CASES)
  test(`connections of a target: ${what}`, () => {
    const { config, problems } = readConfig(JSON.stringify(file));
    assert.deepEqual(problems, []);
    const chosen = findTarget(config, target === undefined ? undefined : { name: target, by: "--target" });
    assert.equal(chosen?.name, target);
    assert.deepEqual(connectionsOfTarget(chosen, config).toSorted(), [...expected].toSorted());
  });
