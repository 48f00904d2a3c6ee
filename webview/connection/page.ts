import type {
  ConnectionAnswers,
  ConnectionType,
  FromConnectionForm,
  TypedSecrets,
} from "../../protocol/webview/connection.ts";
import { el, fill } from "../shared/dom.ts";
import { afterPress } from "../shared/form-page.ts";
import { footerView } from "./footer-view.ts";
import type { Change, FormPart } from "./form-part.ts";
import { afterChange, afterLeaving, type FormState, verdictOf } from "./form-state.ts";
import { secretParts } from "./secret-fields.ts";
import { fieldChanger, settingFields } from "./setting-fields.ts";
import { targetFields } from "./target-fields.ts";
import { testView } from "./test-view.ts";
import { typeFields } from "./type-fields.ts";

/** What the page does with its host; the state is kept by `main.ts`. */
export interface PageHost {
  state(): FormState;
  update(change: (state: FormState) => FormState): void;
  post(message: FromConnectionForm): void;
}

export interface FormPage extends FormPart {
  test(): void;
  save(): void;
  choose(field: string, path: string): void;
}

/** All parts of the form. Undefined until the extension has told what it offers. */
export function formPage(root: HTMLElement, host: PageHost): FormPage | undefined {
  const { subject, answers } = host.state();
  if (subject === null || answers === null) return undefined;
  const change: Change = (changed: Partial<ConnectionAnswers>) => {
    host.update((state) => afterChange(state, changed));
    const { answers: now, version } = host.state();
    if (now !== null) host.post({ kind: "changed", version, answers: now });
  };
  const changeField = fieldChanger(answers, change);
  const head = typeFields(subject, answers, change);
  const secrets = secretParts(answers, changeField, change);
  const browse = (field: string): void => host.post({ kind: "browse", field });
  const bodies = subject.types.map((spec) => {
    const { first, second, more } = settingFields(spec, answers, changeField, browse);
    const beside =
      spec.type === "postgres" ? secrets.password : spec.type === "s3" ? secrets.access : undefined;
    const inMore = spec.type === "s3" ? secrets.externalId : undefined;
    const hasMore = spec.fields.some(({ place }) => place === "more");
    const fold = el("details", { class: "more" }, el("summary", {}, "More"), more.element, inMore?.element);
    const element = el(
      "section",
      { class: "stack", "aria-label": spec.label },
      first.element,
      beside?.element,
      second.element,
      hasMore && fold,
    );
    const parts = [
      first,
      second,
      more,
      ...(beside === undefined ? [] : [beside]),
      ...(inMore === undefined ? [] : [inMore]),
    ];
    return { type: spec.type, element, parts, fold, choosing: [first, second, more] };
  });
  const target = targetFields(subject, answers, change);
  const view = testView();
  const typed = (): TypedSecrets => typedOf(host.state().answers?.type, secrets);
  const test = (): void => {
    const { phase, version, unavailable } = host.state();
    if (phase === "editing" && unavailable === null) host.post({ kind: "test", version, secrets: typed() });
  };
  const save = (): void => {
    const { phase, version, unavailable } = host.state();
    if (phase === "editing" && unavailable === null) host.post({ kind: "save", version, secrets: typed() });
  };
  const cancelTest = (): void => {
    host.post({ kind: "cancel-test" });
  };
  const footer = footerView({ test, cancelTest, save });
  const form = el(
    "form",
    { class: "fields", "aria-label": "Add Connection" },
    el(
      "header",
      { class: "stack" },
      el("h1", { class: "title" }, "Add Connection"),
      el("p", { class: "quiet description" }, `To millrace.json of ${subject.folderName}`),
    ),
    head.element,
    bodies.map(({ element }) => element),
    target.element,
  );
  const whenReleased = afterPress(form);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("focusout", ({ target: left }) => {
    const field =
      left instanceof Element ? left.closest<HTMLElement>("[data-field]")?.dataset["field"] : undefined;
    // What is wrong there can move the button under the mouse, which is down.
    if (field !== undefined) whenReleased(() => host.update((state) => afterLeaving(state, field)));
  });
  fill(root, el("div", { class: "columns" }, form, view.element), footer.element);
  const parts = [head, target, view, footer];
  return {
    element: root,
    test,
    save,
    choose: (field, path) => {
      for (const part of bodies.flatMap(({ choosing }) => choosing)) part.choose(field, path);
    },
    show: (state) => {
      for (const part of parts) part.show(state);
      for (const { type, element, parts: own, fold } of bodies) {
        element.hidden = type !== state.answers?.type;
        if (element.hidden) continue;
        for (const part of own) part.show(state);
        // A problem that cannot be seen cannot be mended.
        if (fold.querySelector("[aria-invalid=true]") !== null) fold.open = true;
      }
    },
  };
}

/** The button that stands out, by key. */
export function pressNext(page: FormPage, state: FormState): void {
  if (verdictOf(state) === "passed") page.save();
  else page.test();
}

function typedOf(type: ConnectionType | undefined, secrets: ReturnType<typeof secretParts>): TypedSecrets {
  switch (type) {
    case "postgres":
      return secrets.password.typed();
    case "s3":
      return { ...secrets.access.typed(), ...secrets.externalId.typed() };
    default:
      return {};
  }
}
