import { shownName } from "../../protocol/text/shown-text.ts";
import type { GraphRun } from "../../protocol/webview/graph.ts";
import { el, fill, icon } from "../shared/dom.ts";
import { stateIcon } from "./draw/state-icons.ts";
import { svg } from "./draw/svg.ts";
import { type MenuItem, openMenu } from "./menu.ts";
import { stateName } from "./model/node-facts.ts";
import { iconStateOf } from "./model/run-state.ts";

export interface RunPicker {
  readonly element: HTMLElement;
  show(run: GraphRun | null, followsLatest: boolean): void;
  /** More runs have come for the open menu. */
  list(runs: readonly GraphRun[], hasMore: boolean): void;
}

export interface RunPickerOptions {
  onPick(runId: string | null): void;
  onList(isMore: boolean): void;
}

/** The button that says which run is shown, and the menu of others. */
export function createRunPicker({ onPick, onList }: RunPickerOptions): RunPicker {
  const state: { run: GraphRun | null; follows: boolean; runs: readonly GraphRun[] } = {
    run: null,
    follows: true,
    runs: [],
  };
  const element = el("button", {
    class: "run-picker",
    type: "button",
    "aria-haspopup": "menu",
    onclick: () => onList(false),
  });
  return {
    element,
    show: (run, followsLatest) => {
      state.run = run;
      state.follows = followsLatest;
      fill(element, ...facesOf(run, followsLatest), icon("chevron-down"));
      element.setAttribute("aria-label", spoken(run, followsLatest));
    },
    list: (runs, hasMore) => {
      // The menu was shown already: it goes on where it ended.
      const first = state.runs.length > 0 && runs.length > state.runs.length ? state.runs.length + 1 : 0;
      state.runs = runs;
      const box = element.getBoundingClientRect();
      openMenu(
        [
          {
            label: "Latest run",
            detail: "follows new runs",
            isChecked: state.follows,
            onPick: () => onPick(null),
          },
          ...runs.map((run, index) => runItem(run, index, state, onPick)),
          ...(hasMore
            ? [
                {
                  label: "Show older runs",
                  icon: "history",
                  isApart: true,
                  staysOpen: true,
                  onPick: () => onList(true),
                },
              ]
            : []),
        ],
        { x: box.left, y: box.bottom + 2, label: "Runs", returnTo: element, first },
      );
    },
  };
}

function runItem(
  run: GraphRun,
  index: number,
  state: { readonly run: GraphRun | null; readonly follows: boolean },
  onPick: (runId: string) => void,
): MenuItem {
  return {
    label: shownName(run.label),
    detail: `${stateName(run.shown)} · ${run.kind}`,
    isChecked: !state.follows && state.run?.runId === run.runId,
    isApart: index === 0,
    onPick: () => onPick(run.runId),
  };
}

function facesOf(run: GraphRun | null, follows: boolean): readonly Node[] {
  if (run === null) return [el("span", {}, "No run yet")];
  const state = iconStateOf(run.shown);
  return [
    svg("svg", { width: 16, height: 16, viewBox: "0 0 16 16", "data-state": state }, stateIcon(state)),
    el("span", { class: "cut" }, shownName(run.label)),
    el("span", { class: "quiet cut" }, `${stateName(run.shown)} · ${run.kind}${follows ? " · latest" : ""}`),
  ];
}

function spoken(run: GraphRun | null, follows: boolean): string {
  if (run === null) return "No run yet. Choose a run";
  const which = follows ? "Latest run" : "Run";
  return `${which} ${shownName(run.label)}, ${stateName(run.shown)}, ${run.kind}. Choose a run`;
}
