import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { folderSecrets } from "../../../extension/secrets/folder-secrets.ts";
import { FIRST_ANSWERS } from "../../../extension/surfaces/connection-form/answers.ts";
import { createForm, type FormHost } from "../../../extension/surfaces/connection-form/form.ts";
import type { WorkspaceModel } from "../../../extension/workspaces.ts";
import { connectionTestStep, type TestStepView } from "../../../protocol/rpc/connections.ts";
import { checkDraft, testDraft } from "../../../protocol/rpc/draft-connection.ts";
import type { ParamsOf, RpcRequest } from "../../../protocol/rpc/message.ts";
import { cancelRequest } from "../../../protocol/rpc/work.ts";
import type { ConnectionAnswers, ToConnectionForm } from "../../../protocol/webview/connection.ts";
import { checkDraftIn } from "../../../runner/config/check-draft.ts";
import { memoryStorage } from "../secrets/memory-storage.ts";

const SECRET = "hunter2";
const OK: TestStepView = { step: "sign in", outcome: "ok", text: "as loader", milliseconds: 3 };
const FAILED: TestStepView = {
  ...OK,
  outcome: "failed",
  text: "The server does not accept the password.",
  setting: ["password"],
};
const PROD: ConnectionAnswers = { ...FIRST_ANSWERS, name: "prod", fields: { "postgres:host": "db" } };

interface Given {
  readonly text?: string | null;
  readonly test?: (params: ParamsOf<typeof testDraft>) => Promise<readonly TestStepView[]>;
  readonly storage?: ReturnType<typeof memoryStorage>["storage"];
  /** What is answered when it is asked whether to save without a test that was passed. */
  readonly confirm?: () => Promise<boolean>;
  readonly chosen?: string;
}

/** A form whose runner checks drafts as the real one does, and tests them as the test says. */
function formWith({
  text = null,
  test = async () => [OK],
  storage,
  confirm = async () => true,
  chosen,
}: Given = {}) {
  const memory = memoryStorage();
  const posted: ToConnectionForm[] = [];
  const asked: { readonly method: string; readonly params: unknown }[] = [];
  const saved: { readonly name: string; readonly steps: readonly TestStepView[] | undefined }[] = [];
  const confirmed: Parameters<FormHost["confirm"]>[] = [];
  const listeners = new Set<(params: unknown) => void>();
  const file = { text };
  const answer = async (method: string, params: unknown): Promise<unknown> => {
    if (method === checkDraft.method) {
      const { draft, use, text: now, variables } = params as ParamsOf<typeof checkDraft>;
      return {
        ...checkDraftIn(now, draft, use),
        variables: Object.fromEntries(variables.map((name) => [name, name === "THERE"])),
      };
    }
    if (method === testDraft.method) {
      const given = params as ParamsOf<typeof testDraft>;
      for (const listen of listeners) listen({ requestId: given.requestId, step: OK });
      return test(given);
    }
    return null;
  };
  const client = {
    request: <P, R>({ method }: RpcRequest<P, R>, params: P): Promise<R> => {
      asked.push({ method, params });
      return answer(method, params) as Promise<R>;
    },
    on: ({ method }: { readonly method: string }, listen: (params: unknown) => void) => {
      assert.equal(method, connectionTestStep.method);
      listeners.add(listen);
      return { dispose: () => listeners.delete(listen) };
    },
  };
  const model = {
    folder: { name: "work", uri: { toString: () => "file:///work" } },
    view: { targets: [{ name: "dev", production: false, readOnly: false }] },
    client: async () => client,
  } as unknown as WorkspaceModel;
  let ids = 0;
  const secrets = folderSecrets({
    ...memory,
    ...(storage && { storage }),
    folder: "file:///work",
    machine: "",
    window: "1",
  });
  const host: FormHost = {
    model,
    secrets,
    file: {
      read: async () => file.text,
      change: async ({ offset, length, text: by }, of) => {
        if (file.text !== of) throw new Error("has changed meanwhile");
        const before = file.text ?? "";
        file.text = before.slice(0, offset) + by + before.slice(offset + length);
      },
    },
    post: (message) => posted.push(message),
    newId: () => `id ${++ids}`,
    later: (call) => {
      const timer = setImmediate(call);
      return () => clearImmediate(timer);
    },
    choose: async (what) => chosen && `${what} ${chosen}`,
    confirm: (...question) => {
      confirmed.push(question);
      return confirm();
    },
    saved: (name, steps) => saved.push({ name, steps }),
  };
  const form = createForm(host);
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    form,
    model,
    posted,
    asked,
    saved,
    confirmed,
    secrets,
    memory,
    file,
    settle,
    last: <K extends ToConnectionForm["kind"]>(kind: K) =>
      posted.findLast((message): message is ToConnectionForm & { readonly kind: K } => message.kind === kind),
    begin: async (answers: ConnectionAnswers = PROD): Promise<void> => {
      form.receive({ kind: "ready", version: 1, kept: answers });
      await settle();
    },
  };
}

describe("the form of a connection", () => {
  it("says what is wrong, which secrets are there, and what the file gets", async () => {
    const { begin, last, secrets } = formWith({
      text: `{ "connections": { "prod": { "type": "embedded" } } }`,
    });
    await secrets.keep("prod.password", SECRET);
    await begin();
    const told = last("checked");
    assert.match(told?.problems.name ?? "", /prod already/);
    assert.deepEqual(told?.secrets.password, {
      editorName: "prod.password",
      isKept: true,
      isShortLived: false,
      hasVariable: null,
    });
    assert.deepEqual(JSON.parse(told?.preview ?? ""), {
      prod: { type: "postgres", host: "db", password: { editor: "prod.password" } },
    });
    assert.deepEqual(
      last("subject")?.subject.targets.map(({ name }) => name),
      ["dev"],
    );
  });

  it("looks whether variables are there", async () => {
    const { begin, last } = formWith();
    const env = (name: string): ConnectionAnswers => ({
      ...PROD,
      secrets: { ...PROD.secrets, password: { ...PROD.secrets.password, way: "env", env: name } },
    });
    await begin(env("THERE"));
    assert.equal(last("checked")?.secrets.password.hasVariable, true);
    await begin(env("NOT_THERE"));
    assert.equal(last("checked")?.secrets.password.hasVariable, false);
  });

  it("tests with what was typed, before anything is kept or saved", async () => {
    const { form, begin, last, asked, settle, memory, file, posted } = formWith();
    await begin();
    form.receive({ kind: "test", version: 1, secrets: { password: SECRET } });
    await settle();
    const test = asked.find(({ method }) => method === testDraft.method);
    assert.partialDeepStrictEqual(test?.params, { secrets: { "prod.password": SECRET } });
    assert.equal(last("step")?.step.step, "sign in");
    assert.deepEqual(last("tested"), { kind: "tested", version: 1, problem: null, problems: {} });
    assert.equal(memory.secrets.size, 0);
    assert.equal(file.text, null);
    assert.doesNotMatch(JSON.stringify(posted), new RegExp(SECRET));
  });

  it("tests one that has no name yet", async () => {
    const { form, begin, last, settle } = formWith();
    await begin({ ...PROD, name: "" });
    form.receive({ kind: "test", version: 1, secrets: { password: SECRET } });
    await settle();
    assert.equal(last("tested")?.problem, null);
  });

  it("does not test what has mistakes, or a secret that nobody typed", async () => {
    const { form, begin, last, asked, settle } = formWith();
    await begin({ ...PROD, fields: { "postgres:port": "x" } });
    form.receive({ kind: "test", version: 1, secrets: {} });
    await settle();
    assert.deepEqual(Object.keys(last("refused")?.problems ?? {}), ["postgres:port", "secret:password"]);
    assert.equal(
      asked.some(({ method }) => method === testDraft.method),
      false,
    );
  });

  it("saves: the secret into the storage, its name into the file", async () => {
    const { form, begin, saved, confirmed, settle, secrets, file } = formWith({
      text: `{\n  "connections": { "lake": { "type": "files", "path": "." } }\n}\n`,
    });
    await begin();
    form.receive({ kind: "test", version: 1, secrets: { password: SECRET } });
    await settle();
    form.receive({ kind: "save", version: 1, secrets: { password: SECRET } });
    await settle();
    assert.deepEqual(saved, [{ name: "prod", steps: [OK] }]);
    assert.deepEqual(confirmed, []);
    assert.equal(await secrets.get("prod.password"), SECRET);
    assert.equal(
      file.text,
      `{\n  "connections": { "lake": { "type": "files", "path": "." }, "prod": { "type": "postgres", "host": "db", "password": { "editor": "prod.password" } } }\n}\n`,
    );
  });

  it("saves without a test when that is meant, and does not say that there was one", async () => {
    const { form, begin, saved, confirmed, settle } = formWith();
    await begin();
    form.receive({ kind: "save", version: 1, secrets: { password: SECRET } });
    await settle();
    assert.deepEqual(confirmed, [["prod", undefined]]);
    assert.deepEqual(saved, [{ name: "prod", steps: undefined }]);
  });

  it("saves nothing, also no secret, when it is not meant", async () => {
    const { form, begin, last, saved, confirmed, memory, file, settle } = formWith({
      test: async () => [FAILED],
      confirm: async () => false,
    });
    await begin();
    form.receive({ kind: "test", version: 1, secrets: { password: SECRET } });
    await settle();
    form.receive({ kind: "save", version: 1, secrets: { password: SECRET } });
    await settle();
    assert.deepEqual(confirmed, [["prod", FAILED]]);
    assert.deepEqual(last("refused")?.problems, {});
    assert.deepEqual([saved, file.text, memory.secrets.size], [[], null, 0]);
  });

  it("looks at the file again when somebody has thought about saving", async () => {
    const asking = Promise.withResolvers<boolean>();
    const { form, begin, last, file, saved, settle } = formWith({ confirm: () => asking.promise });
    await begin();
    form.receive({ kind: "save", version: 1, secrets: { password: SECRET } });
    await settle();
    file.text = `{ "connections": { "prod": { "type": "embedded" } } }`;
    asking.resolve(true);
    await settle();
    assert.match(last("refused")?.problems.name ?? "", /prod already/);
    assert.deepEqual(saved, []);
  });

  it("does not ask about what the file may not have", async () => {
    const { form, begin, confirmed, settle } = formWith();
    await begin({ ...PROD, name: "" });
    form.receive({ kind: "save", version: 1, secrets: { password: SECRET } });
    await settle();
    assert.deepEqual(confirmed, []);
  });

  it("puts what a test found at the field that it is about", async () => {
    const { form, begin, last, settle } = formWith({ test: async () => [OK, FAILED] });
    await begin();
    form.receive({ kind: "test", version: 1, secrets: { password: SECRET } });
    await settle();
    assert.deepEqual(last("tested")?.problems, { "secret:password": FAILED.text });
  });

  it("has a file chosen for the fields that are one, and for no other", async () => {
    const { form, begin, posted, settle } = formWith({ chosen: "certs/ca.pem" });
    await begin();
    for (const field of ["postgres:sslrootcert", "postgres:host", "files:path", "nothing"])
      form.receive({ kind: "browse", field });
    await settle();
    assert.deepEqual(
      posted.filter(({ kind }) => kind === "chosen"),
      [
        { kind: "chosen", field: "postgres:sslrootcert", path: "file certs/ca.pem" },
        { kind: "chosen", field: "files:path", path: "folder certs/ca.pem" },
      ],
    );
  });

  it("tells of targets that came, and of one that was chosen and is gone", async () => {
    const { begin, form, last, model, file, settle } = formWith({ text: `{ "targets": { "dev": {} } }` });
    await begin({ ...PROD, use: "known", target: "dev" });
    assert.deepEqual(last("checked")?.problems, {});
    file.text = `{ "targets": { "stage": {} } }`;
    Object.assign(model, { view: { targets: [{ name: "stage", production: true, readOnly: false }] } });
    form.refresh();
    await settle();
    assert.deepEqual(last("subject")?.subject.targets, [{ name: "stage", production: true }]);
    assert.match(last("checked")?.problems.target ?? "", /no target dev any more/);
  });

  it("does not take a test of other answers for one of these", async () => {
    const { form, begin, saved, settle } = formWith();
    await begin();
    form.receive({ kind: "test", version: 1, secrets: { password: SECRET } });
    await settle();
    form.receive({ kind: "changed", version: 2, answers: { ...PROD, fields: { "postgres:host": "other" } } });
    form.receive({ kind: "save", version: 2, secrets: { password: SECRET } });
    await settle();
    assert.deepEqual(saved, [{ name: "prod", steps: undefined }]);
  });

  it("leaves the file alone where the editor cannot keep the secret", async () => {
    const storage = { ...memoryStorage().storage, store: () => Promise.reject(new Error("no keyring")) };
    const { form, begin, last, saved, settle, file } = formWith({ storage });
    await begin();
    form.receive({ kind: "save", version: 1, secrets: { password: SECRET } });
    await settle();
    const problem = last("refused")?.problems["secret:password"] ?? "";
    assert.match(problem, /no keyring.*environment variable/);
    assert.doesNotMatch(problem, new RegExp(SECRET));
    assert.equal(file.text, null);
    assert.deepEqual(saved, []);
  });

  it("does not write into a file that becomes another while the secret is being kept", async () => {
    const memory = memoryStorage().storage;
    const typed = `// mine\n{ "connections": {} }`;
    const given = formWith({
      text: `{ "connections": {} }`,
      // A keyring may ask somebody first.
      storage: {
        ...memory,
        store: (...kept) => {
          given.file.text = typed;
          return memory.store(...kept);
        },
      },
    });
    await given.begin();
    given.form.receive({ kind: "save", version: 1, secrets: { password: SECRET } });
    await given.settle();
    assert.match(given.last("refused")?.problems.form ?? "", /has changed meanwhile/);
    assert.equal(given.file.text, typed);
    assert.deepEqual(given.saved, []);
  });

  it("does not save what the file may not have", async () => {
    const text = `{ "connections": { "prod": { "type": "embedded" } } }`;
    const { form, begin, last, settle, file, memory } = formWith({ text });
    await begin();
    form.receive({ kind: "save", version: 1, secrets: { password: SECRET } });
    await settle();
    assert.match(last("refused")?.problems.name ?? "", /prod already/);
    assert.equal(file.text, text);
    assert.equal(memory.secrets.size, 0);
  });

  it("withdraws a test that answers have overtaken, and tells nothing of it", async () => {
    const { promise, resolve } = Promise.withResolvers<readonly TestStepView[]>();
    const { form, begin, asked, posted, saved, settle } = formWith({ test: () => promise });
    await begin();
    form.receive({ kind: "test", version: 1, secrets: { password: SECRET } });
    await settle();
    form.receive({ kind: "changed", version: 2, answers: { ...PROD, fields: { "postgres:host": "other" } } });
    await settle();
    assert.deepEqual(
      asked.filter(({ method }) => method === cancelRequest.method).map(({ params }) => params),
      [{ requestId: "id 1" }],
    );
    resolve([OK]);
    await settle();
    assert.equal(
      posted.some(({ kind }) => kind === "tested"),
      false,
    );
    form.receive({ kind: "save", version: 2, secrets: { password: SECRET } });
    await settle();
    assert.deepEqual(saved, [{ name: "prod", steps: undefined }]);
  });

  it("can be tested again at once after a test was cancelled", async () => {
    const waiting = Promise.withResolvers<readonly TestStepView[]>();
    let tests = 0;
    const { form, begin, last, settle } = formWith({
      test: () => (++tests === 1 ? waiting.promise : Promise.resolve([OK])),
    });
    await begin();
    form.receive({ kind: "test", version: 1, secrets: { password: SECRET } });
    await settle();
    form.receive({ kind: "cancel-test" });
    assert.equal(last("tested")?.problem, "The test was cancelled.");
    form.receive({ kind: "test", version: 1, secrets: { password: SECRET } });
    await settle();
    waiting.reject(new Error("withdrawn"));
    await settle();
    assert.equal(last("tested")?.problem, null);
    assert.equal(tests, 2);
  });

  it("uses the secret that is kept where nothing is typed", async () => {
    const { form, begin, asked, saved, settle, secrets } = formWith();
    await secrets.keep("prod.password", SECRET);
    await begin();
    form.receive({ kind: "test", version: 1, secrets: {} });
    await settle();
    const test = asked.find(({ method }) => method === testDraft.method);
    assert.partialDeepStrictEqual(test?.params, { secrets: { "prod.password": SECRET } });
    form.receive({ kind: "save", version: 1, secrets: {} });
    await settle();
    assert.equal(saved.length, 1);
    assert.equal(await secrets.get("prod.password"), SECRET);
  });
});
