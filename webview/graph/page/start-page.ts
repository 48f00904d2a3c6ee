import type { FromGraphPage, ToGraphPage } from "../../../protocol/webview/graph.ts";
import type { Host } from "../../shared/host.ts";
import { createDetailPane } from "../detail/detail-pane.ts";
import { createSplitter } from "../detail/splitter.ts";
import { createCanvas } from "../draw/canvas.ts";
import { measureWith } from "../draw/text-width.ts";
import { exportMenu } from "../export-menu.ts";
import { createGraphView } from "../graph-view.ts";
import { listenToGraph } from "../keys.ts";
import { openMenu } from "../menu.ts";
import { readState } from "../model/page-state.ts";
import { withNeighbours } from "../model/scope.ts";
import { findTasks } from "../model/search.ts";
import type { ShownNode } from "../model/shown-graph.ts";
import { groupKey } from "../model/shown-graph.ts";
import { nodeMenu } from "../node-menu.ts";
import { createRegions } from "../regions.ts";
import { createRunPicker } from "../run-picker.ts";
import { createSearchBox } from "../search-box.ts";
import { createToolbar } from "../toolbar.ts";
import { focusNode } from "./focus.ts";
import { later } from "./later.ts";
import { type Known, type Parts, selectedTask } from "./parts.ts";
import { patch, receive } from "./receive.ts";
import { expand, open, reveal, select } from "./select.ts";
import { change, showFound } from "./show-graph.ts";

const TICK_MS = 1000;
const KEEP_MS = 200;

/** Makes the parts, ties them together, and asks the extension for what there is to show. */
export function startPage(root: HTMLElement, host: Host<ToGraphPage, FromGraphPage>): void {
  const known: Known = {
    state: readState(host.kept),
    dag: null,
    run: null,
    runs: [],
    instances: new Map(),
    found: [],
    foundAt: -1,
    isSearching: false,
    fitsAfter: false,
    focused: null,
  };
  const post = (message: FromGraphPage): void => host.post(message);
  const keepLater = later(() => host.keep(known.state), KEEP_MS);
  const set: Parts["set"] = (changed) => {
    known.state = { ...known.state, ...changed };
    keepLater();
  };
  const runCommand = (
    command: Extract<FromGraphPage, { kind: "command" }>["command"],
    check?: string,
  ): void => {
    const task = selectedTask(known);
    if (task !== undefined) {
      post({ kind: "command", command, taskId: task.id, ...(check !== undefined && { check }) });
    }
  };

  const canvas = createCanvas((view, isByUser) => {
    set({ view });
    if (isByUser) known.fitsAfter = false;
  });
  const { fontFamily } = getComputedStyle(document.body);
  const view = createGraphView({
    canvas,
    measures: {
      name: measureWith(`600 13px ${fontFamily}`),
      small: measureWith(`11px ${fontFamily}`),
      far: measureWith(`600 22px ${fontFamily}`),
    },
    instanceOf: (taskId) => known.instances.get(taskId),
    onCollapse: (groupId) => {
      void change(parts, { collapsed: [...known.state.collapsed, groupId] }, groupKey(groupId));
    },
    onLayout: (nodes) => {
      regions.setBusy(nodes === 0 ? "" : `Laying out ${nodes.toLocaleString("en-US")} nodes…`);
    },
  });
  const picker = createRunPicker({
    onPick: (runId) => post({ kind: "pickRun", runId }),
    onList: (isMore) => post({ kind: "listRuns", isMore }),
  });
  const search = createSearchBox({
    onText: (text) => {
      known.found = known.dag === null ? [] : findTasks(known.dag, text);
      known.foundAt = -1;
      known.isSearching = text.trim() !== "";
      showFound(parts);
    },
    onGo: (index) => {
      known.foundAt = index;
      const task = known.found[index];
      if (task !== undefined) void reveal(parts, task.id, false);
    },
  });
  const toolbar = createToolbar({
    start: [picker.element, search.element],
    onRun: () => post({ kind: "runDag" }),
    onDirection: () => void change(parts, { direction: known.state.direction === "LR" ? "TD" : "LR" }),
    onCollapseAll: () => void change(parts, { collapsed: known.dag?.groups.map(({ id }) => id) ?? [] }),
    onExpandAll: () => void change(parts, { collapsed: [] }),
    onZoom: (factor) => canvas.zoomBy(factor),
    onFit: () => canvas.fit(),
    onExport: (button) => {
      if (view.drawn() === null) return;
      const { left, bottom } = button.getBoundingClientRect();
      const items = exportMenu({ canvas, direction: known.state.direction, post, say: regions.say });
      openMenu(items, { x: left, y: bottom + 2, label: "Export", returnTo: button });
    },
  });
  const detail = createDetailPane({
    isClosed: (section) => known.state.closed.includes(section),
    onToggle: (section, isOpen) => {
      const others = known.state.closed.filter((other) => other !== section);
      set({ closed: isOpen ? others : [...others, section] });
    },
    onClose: () => select(parts, null),
    onSource: () => runCommand("millrace.openSource"),
    openFile: (file) => post({ kind: "openFile", file }),
    copy: (text) => post({ kind: "copyText", text }),
    openLogs: () => runCommand("millrace.openLogs"),
    showFailingRows: (check) => runCommand("millrace.showFailingRows", check),
  });
  const regions = createRegions(root, {
    toolbar: toolbar.element,
    canvas: canvas.element,
    detail: detail.element,
    splitter: (body) => createSplitter(body, known.state.detailSize, (detailSize) => set({ detailSize })),
    // What was seen whole is seen whole again.
    onResize: () => {
      if (known.state.view === undefined && view.drawn() !== null) canvas.fit();
    },
  });
  const parts: Parts = { known, canvas, view, picker, search, toolbar, detail, regions, post, set };

  listenToGraph(canvas, {
    drawn: view.drawn,
    direction: () => known.state.direction,
    focus: (key) => focusNode(parts, key),
    open: (node) => open(parts, node),
    source: (taskId) => post({ kind: "command", command: "millrace.openSource", taskId }),
    menu: (node, x, y) => openNodeMenu(parts, node, x, y),
    search: search.focus,
    escape: () => {
      if (known.state.selected !== null) select(parts, null);
    },
  });
  // Running tasks show how long they have been at it.
  setInterval(() => {
    const running = [...known.instances.values()].filter(({ state }) => state === "running");
    if (running.length > 0)
      patch(
        parts,
        running.map(({ taskId }) => taskId),
      );
  }, TICK_MS);
  host.onMessage((message) => receive(parts, message));
  post({ kind: "ready" });
}

function openNodeMenu(parts: Parts, node: ShownNode, x: number, y: number): void {
  const { known, view, detail, post } = parts;
  const { scope } = known.state;
  const items = nodeMenu(node, {
    command: (command, taskId) => post({ kind: "command", command, taskId }),
    details: (taskId) => {
      select(parts, taskId);
      detail.focus();
    },
    expand: (group) => expand(parts, group),
    neighbours:
      scope?.kind === "near"
        ? (taskId) => void change(parts, { scope: withNeighbours(scope, taskId) }, node.key)
        : undefined,
  });
  openMenu(items, { x, y, label: "Task", returnTo: view.drawn()?.nodes.get(node.key)?.element ?? null });
}
