import { connectionTestStep, type TestStepView } from "../../../protocol/rpc/connections.ts";
import { checkDraft, type DraftCheck, testDraft } from "../../../protocol/rpc/draft-connection.ts";
import { cancelRequest } from "../../../protocol/rpc/work.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import {
  type ConnectionAnswers,
  type ConnectionProblems,
  type FromConnectionForm,
  SECRET_SLOTS,
  type SecretSlot,
  type SecretState,
  type ToConnectionForm,
  type TypedSecrets,
} from "../../../protocol/webview/connection.ts";
import type { RunnerClient } from "../../runner-client.ts";
import { errorText } from "../../runner-error.ts";
import type { FolderSecrets } from "../../secrets/folder-secrets.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { FIRST_ANSWERS } from "./answers.ts";
import { draftOf, editorName, editorSlots, useOf, variablesOf } from "./draft.ts";
import { fieldProblems } from "./field-problems.ts";
import { TYPES } from "./fields.ts";
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

  const ask = async (client: RunnerClient, answers: ConnectionAnswers): Promise<DraftCheck> =>
    client.request(checkDraft, {
      draft: draftOf(answers),
      use: useOf(answers),
      text: await host.file.read(),
      variables: Object.values(variablesOf(answers)),
    });

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
      post({ kind: "tested", version, problem: null });
    } catch (error) {
      if (!signal.aborted) post({ kind: "tested", version, problem: errorText(error) });
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

  const save = async (version: number, typed: TypedSecrets): Promise<void> => {
    if (version !== form.version || form.isSaving) return;
    const { answers, tested } = form;
    endTest();
    form.isSaving = true;
    post({ kind: "saving" });
    const refuse = (problems: ConnectionProblems): void => post({ kind: "refused", version, problems });
    try {
      const found = await ask(await model.client(), answers);
      const problems = {
        ...fieldProblems(found.problems, answers),
        ...(await missingSecrets(answers, typed, secrets)),
      };
      if (found.change === null || Object.keys(problems).length > 0) {
        refuse(problems);
        return;
      }
      // Before the file refers to it.
      for (const slot of editorSlots(answers)) {
        const secret = typed[slot];
        if (secret === undefined || secret === "") continue;
        try {
          await secrets.keep(editorName(answers, slot), secret);
        } catch (error) {
          refuse({ [`secret:${slot}`]: errorText(error) });
          return;
        }
      }
      await host.file.change(found.change);
      host.saved(draftOf(answers).name, tested?.version === version ? tested.steps : undefined);
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
        post({ kind: "tested", version: form.version, problem: "The test was cancelled." });
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

async function secretStates(
  answers: ConnectionAnswers,
  { variables }: DraftCheck,
  secrets: FolderSecrets,
): Promise<Readonly<Record<SecretSlot, SecretState>>> {
  const named = variablesOf(answers);
  const states = SECRET_SLOTS.map(async (slot) => {
    const variable = named[slot];
    const state: SecretState = {
      editorName: editorName(answers, slot),
      isKept: await isKept(editorName(answers, slot), secrets),
      hasVariable: variable === undefined ? null : variables[variable] === true,
    };
    return [slot, state] as const;
  });
  return Object.fromEntries(await Promise.all(states)) as Record<SecretSlot, SecretState>;
}

/** What was typed; what the editor keeps where nothing was. By the names that the draft has. */
async function givenSecrets(
  answers: ConnectionAnswers,
  typed: TypedSecrets,
  secrets: FolderSecrets,
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const slot of editorSlots(answers)) {
    const name = editorName(answers, slot);
    const secret = typed[slot] || (await secrets.get(name));
    if (secret !== undefined) found[name] = secret;
  }
  return found;
}

async function missingSecrets(
  answers: ConnectionAnswers,
  typed: TypedSecrets,
  secrets: FolderSecrets,
): Promise<ConnectionProblems> {
  const missing: Partial<Record<`secret:${SecretSlot}`, string>> = {};
  for (const slot of editorSlots(answers)) {
    if ((typed[slot] ?? "") !== "" || (await isKept(editorName(answers, slot), secrets))) continue;
    missing[`secret:${slot}`] = "Type it, or choose another way to give it.";
  }
  return missing;
}

/** A storage that fails keeps nothing: what is wrong with it is told when something is to be kept. */
async function isKept(name: string, secrets: FolderSecrets): Promise<boolean> {
  return (await secrets.get(name).catch(() => undefined)) !== undefined;
}
