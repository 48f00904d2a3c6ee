import { listRuns } from "../../../protocol/rpc/runs.ts";
import type { ExecuteResult, PlanView } from "../../../protocol/rpc/work.ts";
import { executeWork, planWork } from "../../../protocol/rpc/work.ts";
import { counted } from "../../../protocol/text/counted.ts";
import { assertNever } from "../../../protocol/user-error.ts";
import type {
  BackfillAnswers,
  FromBackfillForm,
  ToBackfillForm,
} from "../../../protocol/webview/backfill.ts";
import { errorText } from "../../runner-error.ts";
import type { CommandSubject } from "../../subject.ts";
import type { StartedWork } from "../../work-progress.ts";
import type { WorkspaceModel } from "../../workspaces.ts";
import { firstAnswers } from "./answers.ts";
import { commandLine, type Shell } from "./command-line.ts";
import { fieldProblems } from "./field-problems.ts";
import { orderOf } from "./order.ts";
import { previewOf } from "./preview.ts";
import { firstRange } from "./ranges.ts";
import { subjectOfForm } from "./subject-of-form.ts";

/** What a form does in the editor. */
export interface FormHost {
  readonly model: WorkspaceModel;
  readonly dagId: string;
  readonly shell: Shell;
  post(message: ToBackfillForm): void;
  /** Nobody sees a hidden form, which asks again when it is shown. */
  isShown(): boolean;
  now(): number;
  /** Calls later; what it gives calls it off. */
  later(call: () => void, milliseconds: number): () => void;
  remembered(): BackfillAnswers | undefined;
  remember(answers: BackfillAnswers): void;
  started(work: StartedWork): void;
  copy(text: string): void;
  openGraph(started: StartedWork | undefined): void;
  showRuns(): void;
}

export interface Form {
  receive(message: FromBackfillForm): void;
  /** The DAG, the target or the runner has changed. */
  refresh(): void;
  /** Runs of the workspace have changed. */
  runsChanged(dagIds: ReadonlySet<string>): void;
  /** Opened again for a day or a task. */
  fillIn(subject: CommandSubject): void;
  dispose(): void;
}

/** So long nobody types before a plan is made. */
export const TYPING_PAUSE_MS = 400;
/** While runs go on, the plan is made anew so often at most. */
export const RUNS_PAUSE_MS = 2000;
/** Failed runs that are looked at for their range. */
const MOST_FAILED = 500;

/** The extension's side of one form: answers come in, plans go out. Plans that answers have overtaken are not shown. */
export function createForm(host: FormHost, opened: CommandSubject, kept?: BackfillAnswers): Form {
  const { model, dagId, post } = host;
  const form: {
    answers: BackfillAnswers | undefined;
    version: number;
    planned: { readonly version: number; readonly view: PlanView } | undefined;
    failed: readonly string[];
    started: StartedWork | undefined;
    isStarting: boolean;
    isDisposed: boolean;
    callOff: () => void;
    /** Set while a plan is due because runs have changed. */
    callOffLook: (() => void) | undefined;
  } = {
    answers: kept,
    version: 0,
    planned: undefined,
    failed: [],
    started: undefined,
    isStarting: false,
    isDisposed: false,
    callOff: () => {},
    callOffLook: undefined,
  };

  const tellSubject = (withAnswers: boolean): boolean => {
    const dag = model.dag(dagId);
    if (dag === undefined) {
      post({ kind: "unavailable", text: whyUnavailable(model, dagId) });
      return false;
    }
    form.answers ??= firstAnswers(
      firstRange({ spec: dag.spec, now: host.now() }, dag.lastRun?.run.interval.start),
      host.remembered(),
      opened,
    );
    const folder = model.folder.uri.toString();
    const subject = subjectOfForm({
      folder,
      dag,
      target: model.view?.target ?? null,
      now: host.now(),
      failed: form.failed,
    });
    const filled = withAnswers ? { answers: form.answers, version: form.version } : null;
    post({ kind: "subject", subject, filled });
    return true;
  };

  const planSoon = (): void => {
    form.callOff();
    form.callOff = host.later(() => void plan(), TYPING_PAUSE_MS);
  };

  /** The order of the answers; tells what is wrong with them. */
  const readOrder = () => {
    const dag = model.dag(dagId);
    if (dag === undefined || form.answers === undefined) return undefined;
    const result = orderOf(dag.spec, form.answers);
    if (result.ok) return result.order;
    post({ kind: "problems", version: form.version, problems: result.problems });
    return undefined;
  };

  const plan = async (): Promise<void> => {
    form.callOff();
    const { version } = form;
    const order = readOrder();
    if (order === undefined) return;
    const isCurrent = (): boolean => version === form.version && !form.isDisposed;
    try {
      const client = await model.client();
      const view = await client.request(planWork, { order, withSources: true });
      if (isCurrent()) showPlan(view, false);
    } catch (error) {
      if (isCurrent()) post({ kind: "problems", version, problems: problemsOf(error) });
    }
  };

  const problemsOf = (error: unknown) => fieldProblems(error, model.dag(dagId)?.spec.schedule !== null);

  const showPlan = (view: PlanView, hasChanged: boolean): void => {
    const { version } = form;
    form.planned = { version, view };
    post({ kind: "preview", version, preview: previewOf(view), hasChanged });
  };

  const lookForFailed = async (): Promise<void> => {
    if ((model.dag(dagId)?.counts.failed ?? 0) === 0) return;
    const client = await model.client();
    const { runs } = await client.request(listRuns, { dagId, states: ["failed"], limit: MOST_FAILED });
    form.failed = runs.map(({ interval }) => interval.start);
    if (!form.isDisposed) tellSubject(false);
  };

  const begin = (): void => {
    if (!tellSubject(true)) {
      // Starts the runner: its snapshot comes as a change of the model.
      model.client().catch((error: unknown) => post({ kind: "unavailable", text: errorText(error) }));
      return;
    }
    void plan();
    // Without it, one of the ranges is missing.
    lookForFailed().catch(() => {});
  };

  const run = async (version: number, production: string | null): Promise<void> => {
    const { planned, answers } = form;
    if (form.isStarting || answers === undefined) return;
    if (planned === undefined || planned.version !== version || version !== form.version) return;
    const { plan: agreed } = planned.view;
    form.isStarting = true;
    post({ kind: "starting" });
    try {
      const client = await model.client();
      const consent = production === null ? {} : { consent: production };
      const result = await client.request(executeWork, { order: agreed.order, agreed, ...consent });
      // What was typed meanwhile is about another plan.
      if (result.kind === "replanned") {
        if (version === form.version) showPlan(result.plan, true);
        else planSoon();
        return;
      }
      host.remember(answers);
      const started = startedWork(dagId, result);
      form.started = started;
      host.started(started);
      post({ kind: "started", text: startedText(started) });
      form.planned = undefined;
      planSoon();
    } catch (error) {
      post({ kind: "problems", version, problems: problemsOf(error) });
    } finally {
      form.isStarting = false;
    }
  };

  const copyCommand = (): void => {
    const order = readOrder();
    const dag = model.dag(dagId);
    if (order === undefined || dag === undefined) return;
    const { target, targets = [] } = model.view ?? {};
    const isChosen = targets.length > 1 && target != null;
    host.copy(commandLine(order, dag.spec.params, host.shell, isChosen ? target.name : undefined));
  };

  const receive = (message: FromBackfillForm): void => {
    switch (message.kind) {
      case "ready":
        form.version = message.version;
        form.answers = message.kept ?? form.answers;
        begin();
        break;
      case "changed":
        form.answers = message.answers;
        form.version = message.version;
        form.planned = undefined;
        planSoon();
        break;
      case "plan":
        form.version = message.version;
        void plan();
        break;
      case "run":
        void run(message.version, message.production);
        break;
      case "copy-command":
        copyCommand();
        break;
      case "open-graph":
        host.openGraph(form.started);
        break;
      case "show-runs":
        host.showRuns();
        break;
      default:
        assertNever(message);
    }
  };

  return {
    receive,
    refresh: () => {
      const isFirst = form.answers === undefined;
      if (!tellSubject(isFirst)) return;
      planSoon();
      if (isFirst) lookForFailed().catch(() => {});
    },
    runsChanged: (dagIds) => {
      if (form.callOffLook !== undefined || !dagIds.has(dagId) || !host.isShown()) return;
      form.callOffLook = host.later(() => {
        form.callOffLook = undefined;
        if (!form.isStarting) void plan();
      }, RUNS_PAUSE_MS);
    },
    fillIn: (subject) => {
      if (form.answers === undefined) return;
      form.answers = firstAnswers(form.answers, form.answers, subject);
      form.planned = undefined;
      form.version += 1;
      if (tellSubject(true)) void plan();
    },
    dispose: () => {
      form.isDisposed = true;
      form.callOff();
      form.callOffLook?.();
    },
  };
}

function startedWork(dagId: string, result: ExecuteResult & { readonly kind: "started" }): StartedWork {
  const { runIds, backfillId } = result;
  return { dagId, runIds, ...(backfillId !== undefined && { backfillId }) };
}

function startedText({ backfillId, runIds }: StartedWork): string {
  return `${backfillId ?? "Backfill"} started: ${counted(runIds.length, "run")}`;
}

function whyUnavailable({ state, view }: WorkspaceModel, dagId: string): string {
  if (state.kind === "broken") return `${state.message} ${state.next}`;
  if (view === undefined) return "Waiting for the runner…";
  const isBroken = view.broken.some((one) => one.dagId === dagId);
  return isBroken
    ? `The file of ${dagId} has errors: mend them, then the form is back.`
    : `There is no DAG ${dagId} in this folder any more.`;
}
