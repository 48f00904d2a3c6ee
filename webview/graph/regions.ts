import { el, fill, icon } from "../shared/dom.ts";

/** The parts of the page, and what is said in it. */
export interface Regions {
  readonly notice: HTMLElement;
  readonly message: HTMLElement;
  /** Instead of the graph. */
  setMessage(isShown: boolean): void;
  setDetail(isShown: boolean): void;
  /** Over the graph while it is being made; empty when it is there. */
  setBusy(text: string): void;
  /** Below the graph, for a while. */
  say(text: string, isError: boolean): void;
  /** To screen readers only. */
  announce(text: string): void;
}

export interface RegionsOptions {
  readonly toolbar: HTMLElement;
  readonly canvas: SVGSVGElement;
  readonly detail: HTMLElement;
  readonly splitter: (body: HTMLElement) => HTMLElement;
  readonly onResize: () => void;
}

const SAID_MS = 6000;

export function createRegions(root: HTMLElement, options: RegionsOptions): Regions {
  const { toolbar, canvas, detail } = options;
  const notice = el("div", { class: "notice row", "aria-label": "What is shown" });
  const message = el("div", { class: "message", hidden: true });
  const busy = el("div", { class: "busy", role: "status" });
  const said = el("div", { class: "said", role: "status", hidden: true });
  const live = el("div", { class: "unseen", "aria-live": "polite" });
  const stage = el("div", { class: "stage" }, canvas, busy, said);
  const body = el("div", { class: "body" }, stage);
  const splitter = options.splitter(body);
  body.append(splitter, detail);
  root.append(toolbar, notice, message, body, live);
  new ResizeObserver(options.onResize).observe(stage);
  const timer: { id: ReturnType<typeof setTimeout> | undefined } = { id: undefined };
  return {
    notice,
    message,
    setMessage: (isShown) => {
      message.hidden = !isShown;
      body.hidden = isShown;
      toolbar.hidden = isShown;
      notice.hidden = isShown;
    },
    setDetail: (isShown) => {
      detail.hidden = !isShown;
      splitter.hidden = !isShown;
    },
    setBusy: (text) => {
      busy.classList.toggle("shown", text !== "");
      fill(busy, text !== "" && icon("loading codicon-modifier-spin"), text);
    },
    say: (text, isError) => {
      fill(said, icon(isError ? "error" : "info"), el("span", { class: "wrap" }, text));
      said.classList.toggle("error", isError);
      said.hidden = false;
      clearTimeout(timer.id);
      // What went wrong stays until something else is said.
      if (!isError) timer.id = setTimeout(() => said.setAttribute("hidden", ""), SAID_MS);
    },
    announce: (text) => {
      live.textContent = text;
    },
  };
}
