import type { BackfillPolicy, RunOrder } from "../backfill.ts";
import type { ParamSpec } from "../dag.ts";
import type { IntervalState, PlannedRun } from "../work.ts";

/** What the fields of the backfill form hold, as typed. The extension makes an order of it. */
export interface BackfillAnswers {
  readonly from: string;
  readonly to: string;
  readonly policy: BackfillPolicy;
  /** Whether `selection` is the tasks that run, or those that do not. */
  readonly subset: TaskSubsetKind;
  /** `staging, +load`: names of tasks and groups, `+` before one for what it waits for, after it for what waits for it. */
  readonly selection: string;
  readonly order: RunOrder;
  /** Empty for the DAG's own limit. */
  readonly maxActiveRuns: string;
  readonly stopOnFailure: boolean;
  /** Texts by name; a parameter that is not among them has its default. */
  readonly params: Readonly<Record<string, string>>;
}

export const TASK_SUBSET_KINDS = ["all", "only", "except"] as const;
export type TaskSubsetKind = (typeof TASK_SUBSET_KINDS)[number];

/** Where a problem is shown. A parameter's is `param:` and its name; `form` is what no field is to blame for. */
export type BackfillField =
  | "from"
  | "to"
  | "selection"
  | "order"
  | "maxActiveRuns"
  | "form"
  | `param:${string}`;

/** What the form is about, and what it offers. */
export interface BackfillSubject {
  /** The text of the folder's URI: with `dagId` what a reloaded window finds the form's subject by. */
  readonly folder: string;
  readonly dagId: string;
  readonly description: string | null;
  /** `Every day at 00:00, Europe/Berlin`. */
  readonly schedule: string;
  /** Whether several intervals can start on a day: then a time can be picked. */
  readonly isWithinDays: boolean;
  readonly maxActiveRuns: number;
  readonly tasks: readonly { readonly id: string; readonly operator: string }[];
  readonly groups: readonly string[];
  readonly params: Readonly<Record<string, ParamSpec>>;
  readonly ranges: readonly QuickRange[];
  readonly target: BackfillTarget | null;
}

export interface QuickRange {
  readonly label: string;
  readonly from: string;
  readonly to: string;
  /** The policy that makes sense with it. */
  readonly policy?: BackfillPolicy;
}

export interface BackfillTarget {
  readonly name: string;
  readonly description: string | null;
  readonly production: boolean;
  readonly readOnly: boolean;
}

/** The runner's dry run in words, ready to be drawn. */
export interface BackfillPreview {
  /** `30 runs: 27 new, 3 left out; about 6 min at 4 runs at a time`. */
  readonly summary: string;
  readonly rows: readonly PreviewRow[];
  readonly notes: readonly PreviewNote[];
  /** Runs that something happens to: none of them means that there is nothing to do. */
  readonly runs: number;
  /** Loads that would add rows a second time: somebody has to agree. */
  readonly duplicates: number;
  /** Tasks that take part. */
  readonly taskIds: readonly string[];
}

export interface PreviewRow {
  readonly label: string;
  readonly state: IntervalState;
  readonly action: PlannedRun["action"];
  readonly actionText: string;
  /** A note below the table has to say something about it. */
  readonly mark: "warning" | "question" | null;
  readonly reason: string;
  readonly tasks: string;
  readonly files: string;
  readonly isMissingFiles: boolean;
  readonly usual: string;
}

export interface PreviewNote {
  readonly kind: "warning" | "info";
  readonly text: string;
  /** Which runs, in words; empty when it is about all of them. */
  readonly runs: string;
}

/** What the extension tells the form. `version` is that of the answers which it is about. */
export type ToBackfillForm =
  /** With answers when the fields are to have them, as that version; else the page keeps its own. */
  | {
      readonly kind: "subject";
      readonly subject: BackfillSubject;
      readonly filled: { readonly answers: BackfillAnswers; readonly version: number } | null;
    }
  | {
      readonly kind: "preview";
      readonly version: number;
      readonly preview: BackfillPreview;
      /** Run was asked for, and the plan is another one by now. */
      readonly hasChanged: boolean;
    }
  | { readonly kind: "problems"; readonly version: number; readonly problems: BackfillProblems }
  | { readonly kind: "starting" }
  | { readonly kind: "started"; readonly text: string }
  /** Nothing can be planned now: the runner starts, or the DAG is gone. */
  | { readonly kind: "unavailable"; readonly text: string };

export type BackfillProblems = Readonly<Partial<Record<BackfillField, string>>>;

/** What the form tells the extension. */
export type FromBackfillForm =
  /** The page is there (again). `kept` is what a form that was hidden or reloaded had. */
  | { readonly kind: "ready"; readonly version: number; readonly kept: BackfillAnswers | null }
  | { readonly kind: "changed"; readonly version: number; readonly answers: BackfillAnswers }
  | { readonly kind: "plan"; readonly version: number }
  /** `production`: the name that was typed. Duplicates were agreed to, or there are none. */
  | { readonly kind: "run"; readonly version: number; readonly production: string | null }
  | { readonly kind: "copy-command" }
  | { readonly kind: "open-graph" }
  | { readonly kind: "show-runs" };

/** What a page keeps for the time that it is not there. */
export interface KeptBackfillForm {
  readonly folder: string;
  readonly dagId: string;
  readonly answers: BackfillAnswers;
}
