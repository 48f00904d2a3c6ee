import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ConnectionDraft, DraftProblem, DraftUse } from "../../protocol/rpc/draft-connection.ts";
import { checkDraftIn } from "../../runner/config/check-draft.ts";
import { readConfig } from "../../runner/config/load-config.ts";

const FILE = `{
  "connections": {
    "warehouse": { "type": "embedded" },
    "lake": { "type": "files", "path": "data" }
  },
  "targets": {
    "dev": { "connections": { "warehouse": "warehouse" } }
  }
}
`;

const PROD: ConnectionDraft = {
  name: "prod",
  config: { type: "postgres", host: "db", password: { editor: "prod.password" } },
};

/** The file's text after the change, and its settings. */
function added(text: string | null, draft: ConnectionDraft, use: DraftUse | null = null) {
  const { problems, change } = checkDraftIn(text, draft, use);
  assert.deepEqual(problems, []);
  assert.ok(change);
  const before = text ?? "";
  const after = before.slice(0, change.offset) + change.text + before.slice(change.offset + change.length);
  const settings = readConfig(after);
  assert.deepEqual(settings.problems, []);
  return { after, change, config: settings.config };
}

function problems(text: string | null, draft: ConnectionDraft, use: DraftUse | null = null) {
  const checked = checkDraftIn(text, draft, use);
  assert.equal(checked.change, null);
  return checked.problems;
}

describe("a draft of a connection", () => {
  it("is one insertion, and nothing else changes", () => {
    const { after, change, config } = added(FILE, PROD);
    assert.equal(change.length, 0);
    assert.equal(after.replace(change.text, ""), FILE);
    assert.deepEqual(config.connections["prod"], PROD.config);
  });

  it("begins the file where there is none", () => {
    const { after, config } = added(null, PROD);
    assert.match(after, /^\{\n {2}"\$schema": /);
    assert.deepEqual(config.connections["prod"], PROD.config);
  });

  it("stands for a name on a target, known or new", () => {
    assert.equal(
      added(FILE, PROD, { target: "dev", isNew: false, as: "warehouse" }).config.targets["dev"]?.connections[
        "warehouse"
      ],
      "prod",
    );
    assert.equal(
      added(FILE, PROD, { target: "prod", isNew: true, as: "warehouse" }).config.targets["prod"]?.connections[
        "warehouse"
      ],
      "prod",
    );
  });

  it("is refused with what is wrong, and where", () => {
    const at = (found: readonly DraftProblem[]) =>
      found.map((problem) => [
        problem.at,
        ...("path" in problem ? [problem.path.join(".")] : []),
        problem.text,
      ]);
    assert.deepEqual(at(problems(FILE, { ...PROD, name: "" })), [["name", "It needs a name."]]);
    assert.match(
      problems(FILE, { ...PROD, name: "1 x" })[0]?.text ?? "",
      /^A connection's name takes letters/,
    );
    assert.match(problems(FILE, { ...PROD, name: "lake" })[0]?.text ?? "", /has a connection lake already/);
    assert.deepEqual(at(problems(FILE, { ...PROD, config: { type: "postgres", port: "x", host: "" } })), [
      ["config", "host", '"host" is empty.'],
      ["config", "port", '"port" is the text "x", not a number.'],
    ]);
    const [noVariable] = problems(FILE, { ...PROD, config: { type: "postgres", password: { env: "" } } });
    assert.deepEqual(noVariable?.at === "config" ? noVariable.path : [], ["password", "env"]);
    assert.match(
      problems(FILE, { ...PROD, config: { type: "s3", bucket: "raw", anonymous: true, profile: "x" } })[0]
        ?.text ?? "",
      /anonymous access takes no profile/,
    );
    const toLake = problems(FILE, PROD, { target: "dev", isNew: false, as: "lake" });
    assert.equal(toLake[0]?.at, "as");
    assert.match(toLake[0]?.text ?? "", /is a warehouse; "lake" stands for a lake elsewhere/);
    assert.equal(problems(FILE, PROD, { target: "Prod", isNew: true, as: "warehouse" })[0]?.at, "target");
    assert.deepEqual(at(problems(FILE, PROD, { target: "gone", isNew: false, as: "warehouse" })), [
      ["target", "millrace.json has no target gone any more. Choose another, or make it as a new one."],
    ]);
  });

  it("is not put into a file that is no JSON", () => {
    assert.deepEqual(
      problems(`{\n  // mine\n}`, PROD).map(({ at }) => at),
      ["file"],
    );
    assert.match(problems(`{\n  // mine\n}`, PROD)[0]?.text ?? "", /mistake in line 2: .*comment/);
    assert.deepEqual(
      problems(`{ "connections": [] }`, PROD).map(({ at }) => at),
      ["file"],
    );
  });
});
