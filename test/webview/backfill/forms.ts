import type {
  BackfillAnswers,
  BackfillPreview,
  BackfillSubject,
  FromBackfillForm,
  PreviewRow,
  ToBackfillForm,
} from "../../../protocol/webview/backfill.ts";
import type { StubHost, StubPage, StubPageOptions } from "../stub-host.ts";

export const SUBJECT: BackfillSubject = {
  folder: "file:///work",
  dagId: "sparkify",
  description: "Music streaming: events and songs into a star schema, one day at a time",
  schedule: "Every day at 00:00, UTC",
  isWithinDays: false,
  maxActiveRuns: 8,
  tasks: [
    { id: "events_ready", operator: "s3KeySensor" },
    { id: "staging.events", operator: "stageFromS3" },
    { id: "staging.songs", operator: "stageFromS3" },
    { id: "load_songplays", operator: "loadFact" },
    { id: "load_users", operator: "loadDimension" },
    { id: "quality", operator: "dataQuality" },
  ],
  groups: ["staging"],
  params: {
    region: { type: "string", default: "eu", choices: ["eu", "us"], description: "Where it was played" },
    sample: { type: "integer", default: 100 },
  },
  ranges: [
    { label: "2 failed runs", from: "2018-11-03", to: "2018-11-09", policy: "failed" },
    { label: "Last 7 days", from: "2018-11-24", to: "2018-11-30" },
    { label: "This month", from: "2018-11-01", to: "2018-11-30" },
    { label: "Since its start date", from: "2018-11-01", to: "2018-11-30" },
  ],
  target: { name: "dev", description: null, production: false, readOnly: false },
};

export const ANSWERS: BackfillAnswers = {
  from: "2018-11-01",
  to: "2018-11-30",
  policy: "missing",
  subset: "all",
  selection: "",
  order: "asc",
  maxActiveRuns: "",
  stopOnFailure: false,
  params: {},
};

export function row(label: string, more: Partial<PreviewRow> = {}): PreviewRow {
  return {
    label,
    state: "none",
    action: "create",
    actionText: "new",
    mark: null,
    reason: "no run yet",
    tasks: "6",
    files: "1 (388 kB)",
    isMissingFiles: false,
    usual: "3.3 s",
    ...more,
  };
}

export function preview(rows: readonly PreviewRow[], more: Partial<BackfillPreview> = {}): BackfillPreview {
  const runs = rows.filter(({ action }) => action !== "skip").length;
  return {
    summary: `${rows.length} runs: ${runs} new; about 6 min with 4 at a time`,
    rows,
    notes: [],
    runs,
    duplicates: 0,
    taskIds: SUBJECT.tasks.map(({ id }) => id),
    ...more,
  };
}

export const DAYS: readonly PreviewRow[] = [
  row("2018-11-01", {
    state: "success",
    action: "skip",
    actionText: "left out",
    reason: "succeeded before",
    tasks: "",
  }),
  row("2018-11-02", {
    state: "failed",
    action: "resume",
    actionText: "resume",
    reason: "load_songplays failed",
    tasks: "2 of 6",
    mark: "warning",
  }),
  row("2018-11-03", { files: "missing", isMissingFiles: true }),
  row("2018-11-04"),
];

export type BackfillPage = StubPage<FromBackfillForm, ToBackfillForm>;

/** A page that has its subject and its first preview. */
export async function openForm(
  host: StubHost,
  given: {
    readonly subject?: BackfillSubject;
    readonly answers?: BackfillAnswers;
    readonly preview?: BackfillPreview;
    readonly options?: StubPageOptions;
  } = {},
): Promise<BackfillPage> {
  const form = await host.open<FromBackfillForm, ToBackfillForm>("backfill", given.options);
  await form.waitForPost((message) => message.kind === "ready");
  const filled = { answers: given.answers ?? ANSWERS, version: 0 };
  await form.tell({ kind: "subject", subject: given.subject ?? SUBJECT, filled });
  await form.tell({
    kind: "preview",
    version: 0,
    preview: given.preview ?? preview(DAYS),
    hasChanged: false,
  });
  return form;
}
