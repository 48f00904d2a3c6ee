import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { commandLine, quoted } from "../../../extension/surfaces/backfill-form/command-line.ts";
import type { ParamSpec } from "../../../protocol/dag.ts";
import type { BackfillRequest } from "../../../protocol/work.ts";

const PARAMS: Readonly<Record<string, ParamSpec>> = {
  region: { type: "string", default: "eu" },
  limit: { type: "integer", default: 10 },
};
const ORDER: BackfillRequest = {
  kind: "backfill",
  dagId: "sparkify",
  from: "2018-11-01",
  to: "2018-11-30",
  policy: "missing",
  order: "asc",
  stopOnFailure: false,
  params: { region: "eu", limit: 10 },
};
const HOSTILE = `it's "$HOME" \`id\` $(id) \\ * ? ; & | < > # ! ~ \n\u202e😀`;

describe("a backfill as a command", () => {
  it("leaves out what is a default", () => {
    const text = commandLine(ORDER, PARAMS, "posix");
    assert.equal(text, "millrace backfill sparkify --from 2018-11-01 --to 2018-11-30");
  });

  it("says everything else", () => {
    const order: BackfillRequest = {
      ...ORDER,
      from: "2018-11-01 06:00",
      task: "+load, stage",
      policy: "failed",
      order: "desc",
      maxActiveRuns: 3,
      stopOnFailure: true,
      params: { region: "new york", limit: 7 },
    };
    assert.equal(
      commandLine(order, PARAMS, "posix", "docker"),
      "millrace backfill sparkify --from '2018-11-01 06:00' --to 2018-11-30 --task '+load, stage'" +
        " --policy failed --order desc --max-active-runs 3 --stop-on-failure" +
        " --param 'region=new york' --param limit=7 --target docker",
    );
  });

  it("quotes for PowerShell too", () => {
    assert.equal(quoted("it's", "powershell"), "'it''s'");
    assert.equal(quoted("it’s", "powershell"), "'it’’s'");
    assert.equal(quoted("@{a}", "powershell"), "'@{a}'");
  });

  it("is read back by a shell as it was", { skip: process.platform === "win32" }, async () => {
    const words = [HOSTILE, "", "a,b", "-x", "'", "''"];
    const script = `for word in ${words.map((word) => quoted(word, "posix")).join(" ")}; do printf '%s\\0' "$word"; done`;
    const { stdout } = await promisify(execFile)("sh", ["-c", script]);
    assert.deepEqual(stdout.split("\0").slice(0, -1), words);
  });
});
