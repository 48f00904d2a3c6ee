import type {
  FromConnectionForm,
  KeptConnectionForm,
  ToConnectionForm,
} from "../../protocol/webview/connection.ts";
import { keepingFocus, showWaiting } from "../shared/form-page.ts";
import { connectHost } from "../shared/host.ts";
import { registerControls } from "../shared/toolkit.ts";
import { afterMessage, FIRST_STATE, type FormState } from "./form-state.ts";
import { type FormPage, formPage, type PageHost, pressNext } from "./page.ts";
import "../shared/theme.css";
import "../shared/form.css";
import "./connection.css";

registerControls();
const root = document.getElementById("root") ?? document.body;
const host = connectHost<ToConnectionForm, FromConnectionForm>();
const kept = host.kept as KeptConnectionForm | undefined;

const page: { state: FormState; part: FormPage | undefined; isFilled: boolean } = {
  state: { ...FIRST_STATE, answers: kept?.answers ?? null },
  part: undefined,
  isFilled: false,
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
  if (state.subject === null || state.answers === null) {
    showWaiting(root, state.unavailable ?? "The runner is starting…");
    return;
  }
  if (page.part === undefined || page.isFilled) {
    page.isFilled = false;
    page.part = keepingFocus(() => formPage(root, pageHost));
  }
  page.part?.show(state);
  host.keep({ folder: state.subject.folder, answers: state.answers } satisfies KeptConnectionForm);
}

host.onMessage((message) => {
  // What is typed for secrets is in the fields only, so they are made anew only when answers replace theirs.
  if (message.kind === "subject" && message.filled !== null) page.isFilled = true;
  pageHost.update((state) => afterMessage(state, message));
  if (message.kind === "chosen") page.part?.choose(message.field, message.path);
  if (message.kind === "refused") root.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
});
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || page.part === undefined) return;
  event.preventDefault();
  pressNext(page.part, page.state);
});
show();
host.post({ kind: "ready", version: page.state.version, kept: page.state.answers });
