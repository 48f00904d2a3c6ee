import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answerSecrets } from "../../../extension/secrets/answer-secrets.ts";
import { editorReferences } from "../../../extension/secrets/editor-references.ts";
import { folderSecrets } from "../../../extension/secrets/folder-secrets.ts";
import { memoryStorage } from "./memory-storage.ts";

const NAME = "prod.password";

describe("secrets of a folder", () => {
  it("are no other folder's, and no other machine's", async () => {
    const memory = memoryStorage();
    const of = (folder: string, machine = "") => folderSecrets({ ...memory, folder, machine, window: "1" });
    await of("file:///a").keep(NAME, "hunter2");
    assert.equal(await of("file:///a").get(NAME), "hunter2");
    assert.equal(await of("file:///b").get(NAME), undefined);
    assert.equal(await of("file:///a", "ssh elsewhere").get(NAME), undefined);
    assert.deepEqual(of("file:///b").names(), []);
  });

  it("leave only their names in the editor's memory", async () => {
    const memory = memoryStorage();
    const secrets = folderSecrets({ ...memory, folder: "file:///a", machine: "", window: "1" });
    await secrets.keep(NAME, "hunter2");
    assert.deepEqual(secrets.names(), [NAME]);
    assert.doesNotMatch(JSON.stringify([...memory.kept, ...memory.secrets.keys()]), /hunter2/);
    await secrets.forget(NAME);
    assert.deepEqual(secrets.names(), []);
    assert.deepEqual([...memory.secrets.keys()], ["mark"]);
  });

  it("are known to be short-lived when a window before this one has lost some", async () => {
    const memory = memoryStorage();
    const of = (window: string) => folderSecrets({ ...memory, folder: "file:///a", machine: "", window });
    assert.equal(await of("1").areShortLived(), false);
    await of("1").keep(NAME, "hunter2");
    assert.equal(await of("1").areShortLived(), false);
    assert.equal(await of("2").areShortLived(), false);
    memory.secrets.clear();
    assert.equal(await of("2").areShortLived(), true);
    // What this window keeps is there as long as it is open, and proves nothing.
    await of("2").keep(NAME, "hunter2");
    assert.equal(await of("2").areShortLived(), true);
    // Somebody has set up a keyring since: the next window has what this one kept.
    assert.equal(await of("3").areShortLived(), false);
  });

  it("are refused where the editor cannot keep them, with other ways", async () => {
    const memory = memoryStorage();
    const refusing = { ...memory.storage, store: () => Promise.reject(new Error("No keyring was found.")) };
    const forgetting = { ...memory.storage, store: () => Promise.resolve() };
    for (const [storage, reason] of [
      [refusing, /No keyring was found\. This machine/],
      [forgetting, /not there when it is read back/],
    ] as const) {
      const secrets = folderSecrets({ ...memory, storage, folder: "file:///a", machine: "", window: "1" });
      await assert.rejects(
        secrets.keep(NAME, "hunter2"),
        (error: Error & { code?: string; next?: string }) => {
          assert.equal(error.code, "secret-not-kept");
          assert.match(error.message, reason);
          assert.match(error.next ?? "", /environment variable/);
          assert.doesNotMatch(`${error.message} ${error.next}`, /hunter2/);
          return true;
        },
      );
      assert.deepEqual(secrets.names(), []);
    }
  });

  it("that are gone without being deleted are told once", async () => {
    const memory = memoryStorage();
    const secrets = folderSecrets({ ...memory, folder: "file:///a", machine: "", window: "1" });
    const lost: string[] = [];
    const answer = answerSecrets(secrets, (name) => lost.push(name));
    await secrets.keep(NAME, "hunter2");
    assert.equal(await answer(NAME), "hunter2");
    memory.secrets.clear();
    assert.equal(await answer(NAME), undefined);
    assert.equal(await answer(NAME), undefined);
    assert.equal(await answer("never kept"), undefined);
    assert.deepEqual(lost, [NAME]);
    await secrets.keep(NAME, "other");
    assert.equal(await answer(NAME), "other");
  });
});

it("names of the editor's secrets are found wherever millrace.json refers to them", () => {
  const file = {
    connections: {
      a: { type: "postgres", password: { editor: "a.password" } },
      b: { type: "s3", credentials: { accessKeyId: { editor: "k" }, secretAccessKey: { env: "editor" } } },
      c: { type: "postgres", password: { editor: "a.password" } },
    },
  };
  assert.deepEqual(editorReferences(file), ["a.password", "k"]);
});
