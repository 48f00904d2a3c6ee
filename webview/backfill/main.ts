import type { FromBackfillForm, KeptBackfillForm, ToBackfillForm } from "../../protocol/webview/backfill.ts";
import { keepingFocus, showWaiting } from "../shared/form-page.ts";
import { connectHost } from "../shared/host.ts";
import { registerControls } from "../shared/toolkit.ts";
import type { FormPart } from "./form-part.ts";
import { afterMessage, FIRST_STATE, type FormState } from "./form-state.ts";
import { formPage, type PageHost, runNow } from "./page.ts";
import "../shared/theme.css";
import "../shared/form.css";
import "./backfill.css";

registerControls();
const root = document.getElementById("root") ?? document.body;
const host = connectHost<ToBackfillForm, FromBackfillForm>();
const kept = host.kept as KeptBackfillForm | undefined;

const page: { state: FormState; part: FormPart | undefined; subject: string } = {
  state: { ...FIRST_STATE, answers: kept?.answers ?? null },
  part: undefined,
  subject: "",
};

const pageHost: PageHost = {
  state: () => page.state,
  update: (change) => {
    page.state = change(page.state);
    show();
  },
  post: host.post,
};

function show(): void {
  const { state } = page;
  if (state.unavailable !== null && page.part === undefined) {
    showWaiting(root, state.unavailable);
    return;
  }
  // Made anew only when the DAG has changed: a field that somebody types in must stay.
  const subject = JSON.stringify(state.subject);
  if (page.part === undefined || subject !== page.subject) {
    page.subject = subject;
    page.part = keepingFocus(() => formPage(root, pageHost));
  }
  page.part?.show(state);
  if (state.subject !== null && state.answers !== null) {
    const { folder, dagId } = state.subject;
    host.keep({ folder, dagId, answers: state.answers } satisfies KeptBackfillForm);
  }
}

host.onMessage((message) => {
  // Answers that the extension gives replace those of the fields, which are made from them.
  if (message.kind === "subject" && message.filled !== null) page.subject = "";
  pageHost.update((state) => afterMessage(state, message));
});
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  runNow(pageHost);
});
show();
host.post({ kind: "ready", version: page.state.version, kept: page.state.answers });
