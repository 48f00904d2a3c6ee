import { connectionTestStep, type TestStepView } from "../../../protocol/rpc/connections.ts";
import {
  checkDraft,
  type DraftCheck,
  type TextChange,
  testDraft,
} from "../../../protocol/rpc/draft-connection.ts";
import { cancelRequest } from "../../../protocol/rpc/work.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import type {
  ConnectionAnswers,
  ConnectionProblems,
  FieldSpec,
  FromConnectionForm,
  ToConnectionForm,
  TypedSecrets,
} from "../../../protocol/webview/connection.ts";
import type { RunnerClient } from "../../runner-client.ts";
import { errorText } from "../../runner-error.ts";
import type { FolderSecrets } from "../../secrets/folder-secrets.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { FIRST_ANSWERS } from "./answers.ts";
import { draftOf, editorName, editorSlots, useOf, variablesOf } from "./draft.ts";
import { fieldProblems, testProblems } from "./field-problems.ts";
import { TYPES } from "./fields.ts";
import { givenSecrets, missingSecrets, secretStates } from "./form-secrets.ts";
import type { SettingsFile } from "./settings-file.ts";

/** What a form does in the editor. */
export interface FormHost {
  readonly model: WorkspaceModel;
  readonly secrets: FolderSecrets;
  readonly file: SettingsFile;
  post(message: ToConnectionForm): void;
  newId(): string;
  /** Calls later; what it gives calls it off. */
  later(call: () => void, milliseconds: number): () => void;
  /** Asks for a file or folder of the machine; gives its path as `millrace.json` has it. */
  choose(what: NonNullable<FieldSpec["browse"]>): Promise<string | undefined>;
  /** Asks whether to save what no test has passed. `failed`: the step that failed; undefined without a test. */
  confirm(name: string, failed: TestStepView | undefined): Promise<boolean>;
  /** It is in the file. `steps`: of the test of these very answers, if there was one. */
  saved(name: string, steps: readonly TestStepView[] | undefined): void;
}

export interface Form {
  receive(message: FromConnectionForm): void;
  /** Targets, the file or the runner have changed. */
  refresh(): void;
  dispose(): void;
}

/** A test that goes on. */
interface Testing {
  readonly cancelled: AbortController;
}

/** What is to become of the file, and what it was then. */
interface Change {
  readonly change: TextChange;
  readonly before: string | null;
}

/** So long nobody types before the runner is asked. */
export const TYPING_PAUSE_MS = 250;

/**
 * The extension's side of one form. Answers come in; the runner checks and tests what they come to, and says what makes
 * the file have it. Secrets pass through, into the test or into the editor's storage, and are in no variable afterwards.
 */
export function createForm(host: FormHost, kept?: ConnectionAnswers): Form {
  const { model, post, secrets } = host;
  const form: {
    answers: ConnectionAnswers;
    version: number;
    tested: { readonly version: number; readonly steps: readonly TestStepView[] } | undefined;
    testing: Testing | undefined;
    isSaving: boolean;
    isDisposed: boolean;
    callOff: () => void;
  } = {
    answers: kept ?? FIRST_ANSWERS,
    version: 0,
    tested: undefined,
    testing: undefined,
    isSaving: false,
    isDisposed: false,
    callOff: () => {},
  };

  const tellSubject = (withAnswers: boolean): void => {
    const { view, folder } = model;
    if (view === undefined) {
      post({ kind: "unavailable", text: "The runner is starting…" });
      return;
    }
    const subject = {
      folder: folder.uri.toString(),
      folderName: folder.name,
      types: TYPES,
      targets: view.targets.map(({ name, production }) => ({ name, production })),
    };
    const filled = withAnswers ? { answers: form.answers, version: form.version } : null;
    post({ kind: "subject", subject, filled });
  };

  const ask = async (
    client: RunnerClient,
    answers: ConnectionAnswers,
  ): Promise<DraftCheck & { readonly before: string | null }> => {
    const before = await host.file.read();
    const found = await client.request(checkDraft, {
      draft: draftOf(answers),
      use: useOf(answers),
      text: before,
      variables: Object.values(variablesOf(answers)),
    });
    return { ...found, before };
  };

  const check = async (): Promise<void> => {
    form.callOff();
    const { version, answers } = form;
    try {
      const found = await ask(await model.client(), answers);
      const states = await secretStates(answers, found, secrets);
      if (version !== form.version || form.isDisposed) return;
      const { name, config } = draftOf(answers);
      const preview = JSON.stringify({ [name || "…"]: config }, null, 2);
      post({
        kind: "checked",
        version,
        problems: fieldProblems(found.problems, answers),
        secrets: states,
        preview,
      });
    } catch (error) {
      if (version === form.version && !form.isDisposed) post({ kind: "unavailable", text: errorText(error) });
    }
  };

  const endTest = (): void => {
    form.testing?.cancelled.abort();
    form.testing = undefined;
  };

  const tellNoTest = (version: number, problem: string): void =>
    post({ kind: "tested", version, problem, problems: {} });

  const test = async (version: number, typed: TypedSecrets): Promise<void> => {
    if (version !== form.version || form.isSaving || form.testing !== undefined) return;
    const { answers } = form;
    const testing: Testing = { cancelled: new AbortController() };
    const { signal } = testing.cancelled;
    form.testing = testing;
    form.tested = undefined;
    post({ kind: "testing", version });
    try {
      const client = await model.client();
      const problems = await problemsOfTest(client, answers, typed);
      if (Object.keys(problems).length > 0 && !signal.aborted) {
        post({ kind: "refused", version, problems });
        return;
      }
      const steps = await stepsOf(client, answers, typed, signal, (step) =>
        post({ kind: "step", version, step }),
      );
      if (signal.aborted) return;
      form.tested = { version, steps };
      post({ kind: "tested", version, problem: null, problems: testProblems(steps, answers) });
    } catch (error) {
      if (!signal.aborted) tellNoTest(version, errorText(error));
    } finally {
      if (form.testing === testing) form.testing = undefined;
    }
  };

  /** A connection without a name can be tested. */
  const problemsOfTest = async (
    client: RunnerClient,
    answers: ConnectionAnswers,
    typed: TypedSecrets,
  ): Promise<ConnectionProblems> => {
    const { problems } = await ask(client, answers);
    const ofConfig = problems.filter(({ at }) => at === "config");
    return { ...fieldProblems(ofConfig, answers), ...(await missingSecrets(answers, typed, secrets)) };
  };

  const stepsOf = async (
    client: RunnerClient,
    answers: ConnectionAnswers,
    typed: TypedSecrets,
    signal: AbortSignal,
    tell: (step: TestStepView) => void,
  ): Promise<readonly TestStepView[]> => {
    const requestId = host.newId();
    const given = await givenSecrets(answers, typed, secrets);
    signal.throwIfAborted();
    const listening = client.on(connectionTestStep, ({ requestId: of, step }) => {
      if (of === requestId && !signal.aborted) tell(step);
    });
    const cancel = (): void => void client.request(cancelRequest, { requestId }).catch(() => {});
    signal.addEventListener("abort", cancel);
    try {
      return await client.request(testDraft, { requestId, draft: draftOf(answers), secrets: given });
    } finally {
      signal.removeEventListener("abort", cancel);
      listening.dispose();
    }
  };

  /** What makes the file have it, or all that is in the way. */
  const askWithSecrets = async (
    answers: ConnectionAnswers,
    typed: TypedSecrets,
  ): Promise<Change | { readonly problems: ConnectionProblems }> => {
    const { change, before, problems: told } = await ask(await model.client(), answers);
    const problems = {
      ...fieldProblems(told, answers),
      ...(await missingSecrets(answers, typed, secrets)),
    };
    return change === null || Object.keys(problems).length > 0 ? { problems } : { change, before };
  };

  const browse = async (field: string): Promise<void> => {
    const spec = TYPES.flatMap(({ fields }) => fields).find(({ id }) => id === field);
    const path = spec?.browse === undefined ? undefined : await host.choose(spec.browse);
    if (path !== undefined && !form.isDisposed) post({ kind: "chosen", field, path });
  };

  const save = async (version: number, typed: TypedSecrets): Promise<void> => {
    if (version !== form.version || form.isSaving) return;
    const { answers, tested } = form;
    endTest();
    form.isSaving = true;
    post({ kind: "saving" });
    const steps = tested?.version === version ? tested.steps : undefined;
    const refuse = (problems: ConnectionProblems): void => post({ kind: "refused", version, problems });
    try {
      const asked = await askWithSecrets(answers, typed);
      if ("problems" in asked) return refuse(asked.problems);
      const failed = steps?.find(({ outcome }) => outcome === "failed");
      const hasPassed = steps !== undefined && failed === undefined;
      const isMeant = hasPassed || (await host.confirm(draftOf(answers).name, failed));
      if (!isMeant || version !== form.version) return refuse({});
      // Meanwhile the file may have become another.
      const found = await askWithSecrets(answers, typed);
      if ("problems" in found) return refuse(found.problems);
      // Before the file refers to it.
      for (const slot of editorSlots(answers)) {
        const secret = typed[slot];
        if (secret === undefined || secret === "") continue;
        try {
          await secrets.keep(editorName(answers, slot), secret);
        } catch (error) {
          return refuse({ [`secret:${slot}`]: errorText(error) });
        }
      }
      await host.file.change(found.change, found.before);
      host.saved(draftOf(answers).name, steps);
    } catch (error) {
      refuse({ form: errorText(error) });
    } finally {
      form.isSaving = false;
    }
  };

  const receive = (message: FromConnectionForm): void => {
    switch (message.kind) {
      case "ready":
        endTest();
        form.version = message.version;
        form.answers = message.kept ?? form.answers;
        tellSubject(true);
        void check();
        break;
      case "changed":
        endTest();
        form.version = message.version;
        form.answers = message.answers;
        form.callOff();
        form.callOff = host.later(() => void check(), TYPING_PAUSE_MS);
        break;
      case "test":
        void test(message.version, message.secrets);
        break;
      case "cancel-test":
        endTest();
        tellNoTest(form.version, "The test was cancelled.");
        break;
      case "browse":
        browse(message.field).catch((error: unknown) =>
          post({ kind: "refused", version: form.version, problems: { form: errorText(error) } }),
        );
        break;
      case "save":
        void save(message.version, message.secrets);
        break;
      default:
        assertNever(message);
    }
  };

  return {
    receive,
    refresh: () => {
      tellSubject(false);
      if (model.view !== undefined) void check();
    },
    dispose: () => {
      form.isDisposed = true;
      form.callOff();
      endTest();
    },
  };
}
