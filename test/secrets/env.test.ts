import assert from "node:assert/strict";
import { mkdir, rm, utimes } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { errorOf, testSecrets } from "./workspace.ts";

describe("secrets of the environment", () => {
  test("a variable, and a line of .env where it is not set", async (t) => {
    const { secrets, write } = await testSecrets(t, { IN_BOTH: "of the process" });
    await write(
      ".env",
      "\uFEFF# a comment\nexport IN_FILE='a b'\r\nIN_BOTH=of the file\n\nMANY=\"x\\ny\"\nnonsense\n",
    );
    assert.equal(await secrets.get({ env: "IN_BOTH" }), "of the process");
    assert.equal(await secrets.get({ env: "IN_FILE" }), "a b");
    assert.equal(await secrets.get({ env: "MANY" }), "x\ny");
  });

  test(".env is read when it is needed, and again when it has changed or gone", async (t) => {
    const { secrets, variables, write, folder } = await testSecrets(t);
    const file = path.join(folder, ".env");
    assert.equal(variables("PW"), undefined);
    await write(".env", "PW=first\n");
    assert.equal(await secrets.get({ env: "PW" }), "first");
    await write(".env", "PW=other\n");
    // Also when it is as long as before and was written within the clock's resolution.
    await utimes(file, new Date(0), new Date(0));
    assert.equal(await secrets.get({ env: "PW" }), "other");
    await rm(file);
    assert.match(await errorOf(secrets.get({ env: "PW" })), /^secret-missing: /);
  });

  test("a folder that is called .env is none", async (t) => {
    const { secrets, folder } = await testSecrets(t, { PW: "here" });
    await mkdir(path.join(folder, ".env"));
    assert.equal(await secrets.get({ env: "PW" }), "here");
    assert.match(await errorOf(secrets.get({ env: "OTHER" })), /^secret-missing: /);
  });

  test("errors say what to write, and where a line of .env has it wrong, but not what stands there", async (t) => {
    const { secrets, write } = await testSecrets(t, { EMPTY: "" });
    await write(".env", "A=1\nPG_PASSWORD: hunter2\nPG_PASSWORD_OLD hunter3\nNOTHING=\nEMPTY=there\n");
    const errors = [];
    for (const name of ["PG_PASSWORD", "PG", "NOTHING", "EMPTY"])
      errors.push(await errorOf(secrets.get({ env: name })));
    assert.deepEqual(errors, [
      "secret-missing: The environment variable PG_PASSWORD is not set, and .env does not have it. Line 2 of .env begins with it, and is not PG_PASSWORD=… | Write PG_PASSWORD=… into the workspace's .env, or set it and start the terminal or the editor anew.",
      "secret-missing: The environment variable PG is not set, and .env does not have it. | Write PG=… into the workspace's .env, or set it and start the terminal or the editor anew.",
      "secret-missing: NOTHING is empty in .env. | Give it a value there.",
      "secret-missing: The environment variable EMPTY is empty, and wins over .env. | Give it a value, or unset it so that .env counts.",
    ]);
  });

  test("what was found is redacted, and so are variables whose names say that they are secrets", async (t) => {
    const { secrets, variables, redactor } = await testSecrets(t, {
      ANY_NAME: "resolved-secret",
      PGPASSWORD: "pg-password",
      AWS_SECRET_ACCESS_KEY: "aws-secret-key",
      AWS_SESSION_TOKEN: "aws-session",
      PGSSLKEY: "/path/to/a.key",
      PGUSER: "the-user",
    });
    const text = "resolved-secret pg-password aws-secret-key aws-session /path/to/a.key the-user";
    assert.equal(redactor.redact(text), text);
    await secrets.get({ env: "ANY_NAME" });
    for (const name of ["PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "PGSSLKEY", "PGUSER"])
      variables(name);
    assert.equal(redactor.redact(text), "*** *** *** *** /path/to/a.key the-user");
  });
});
