import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig } from "../../runner/config/load-config.ts";
import { applyTarget } from "../../runner/config/targets.ts";
import { knownLakes } from "../../runner/known-lakes.ts";
import { parsePlace } from "../../runner/lakes/place.ts";
import { resolvePlace } from "../../runner/lakes/resolve.ts";

test("a bucket that the target has under two names is not two connections'", () => {
  const { config, problems } = readConfig(
    JSON.stringify({
      connections: {
        lake: { type: "files", path: "data" },
        lake_prod: { type: "s3", bucket: "shop-events" },
      },
      targets: { prod: { connections: { lake: "lake_prod" } } },
    }),
  );
  assert.deepEqual(problems, []);
  const { lakes } = knownLakes({ config: applyTarget(config, config.targets["prod"]), problems }, "/w");
  const { connection } = resolvePlace(
    parsePlace("s3://shop-events/a", { lakes: ["lake", "lake_prod"], others: [], platform: "linux" }),
    lakes,
    {},
    "/w",
  );
  assert.equal(connection, "lake");
  assert.deepEqual(
    lakes.map(({ name }) => name),
    ["lake", "lake_prod"],
  );
});
