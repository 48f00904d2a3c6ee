import type { TaskState } from "../../../protocol/run.ts";
import { shownName } from "../../../protocol/text/shown-text.ts";
import { fitText } from "../model/fit-text.ts";
import type { CheckMarks, NodeFacts } from "../model/node-facts.ts";
import { nodeName, stateName } from "../model/node-facts.ts";
import type { ShownNode } from "../model/shown-graph.ts";
import { groupIcon, operatorIcon } from "./operator-icons.ts";
import { stateIcon } from "./state-icons.ts";
import { svg } from "./svg.ts";
import type { Measure } from "./text-width.ts";

/** A node in its place, whose changing parts can be set without looking for them. */
export interface DrawnNode {
  readonly node: ShownNode;
  readonly element: SVGGElement;
  show(facts: Facts): void;
}

/** Of a collapsed group also how many tasks are in each state. */
export type Facts = NodeFacts & { readonly counts?: readonly (readonly [TaskState, number])[] };

export interface Measures {
  readonly name: Measure;
  readonly small: Measure;
  /** Of the name that is shown from far away. */
  readonly far: Measure;
}

interface Box {
  readonly element: SVGGElement;
  readonly width: number;
  readonly height: number;
}

const PAD = 10;
const ICON = 16;

/** Fills the group that Mermaid has put in its place: icon, name, operator, state, figures, checks. */
export function drawNode(
  node: ShownNode,
  frame: string | undefined,
  box: Box,
  measures: Measures,
): DrawnNode {
  const { element, width, height } = box;
  const left = -width / 2;
  const top = -height / 2;
  const line = (row: number): number => top + 21 + row * 18;
  const name = shownName(nodeName(node, frame));
  const fitted = fitText(name, width - 2 * PAD - 2 * (ICON + 6), measures.name);
  const operator = shownName(node.kind === "task" ? node.task.operator : "collapsed group");
  const rect = { x: left, y: top, width, height, rx: 5 };
  const title = svg("text", { class: "name", x: left + PAD + ICON + 6, y: line(0) }, fitted);
  if (fitted !== name) title.append(svg("title", {}, shownName(fullName(node), 2000)));
  const far = svg(
    "text",
    { class: "far-name", x: left + PAD, y: 8 },
    fitText(name, width - 2 * PAD - 2 * ICON - 6, measures.far),
  );
  const icon = svg("g", { class: "state", transform: `translate(${-left - PAD - ICON}, ${top + 8})` });
  const figures = svg("text", { class: "figures", x: left + PAD, y: line(2) });
  const checks = svg("text", { class: "checks", x: -left - PAD, y: line(2) });
  element.replaceChildren(
    ...(node.kind === "group" ? [svg("rect", { ...rect, x: left + 4, y: top + 4, class: "pile" })] : []),
    svg("rect", { ...rect, class: "box" }),
    svg("rect", {
      ...rect,
      class: "ring",
      x: left - 3,
      y: top - 3,
      width: width + 6,
      height: height + 6,
      rx: 7,
    }),
    svg(
      "g",
      { transform: `translate(${left + PAD}, ${top + 8})` },
      node.kind === "task" ? operatorIcon(node.task.operator) : groupIcon(),
    ),
    title,
    far,
    svg(
      "text",
      { class: "operator", x: left + PAD, y: line(1) },
      fitText(operator, width - 2 * PAD, measures.small),
    ),
    icon,
    figures,
    checks,
  );
  element.setAttribute("class", `node ${node.kind}`);
  element.setAttribute("role", "button");
  element.setAttribute("tabindex", "-1");
  if (node.kind === "group") element.setAttribute("aria-expanded", "false");
  element.dataset["key"] = node.key;
  element.removeAttribute("id");
  return {
    node,
    element,
    show: (facts) => {
      if (element.dataset["state"] !== facts.state) {
        element.dataset["state"] = facts.state;
        icon.replaceChildren(stateIcon(facts.state));
      }
      const room = width - 2 * PAD - (facts.checks === null ? 0 : 64);
      setText(figures, fitText(figuresOf(facts), room, measures.small));
      showChecks(checks, facts.checks);
      element.setAttribute("aria-label", facts.label);
    },
  };
}

/** A node without figures says its state in words there. */
function figuresOf(facts: Facts): string {
  if (facts.counts !== undefined) {
    return [facts.figures, ...facts.counts.map(([state, count]) => `${count} ${stateName(state)}`)].join(
      " · ",
    );
  }
  return facts.figures === "" ? stateName(facts.state) : facts.figures;
}

function fullName(node: ShownNode): string {
  return node.kind === "task" ? node.task.id : node.groupId;
}

function showChecks(element: SVGTextElement, checks: CheckMarks | null): void {
  const marks = checks === null ? [] : CHECK_MARKS.filter(([kind]) => checks[kind] > 0);
  const text = marks.map(([kind, mark]) => `${mark}${checks?.[kind]}`).join(" ");
  if (element.textContent === text) return;
  element.replaceChildren(
    ...marks.flatMap(([kind, mark], index) => [
      ...(index === 0 ? [] : [" "]),
      svg("tspan", { class: `check-${kind}` }, `${mark}${checks?.[kind]}`),
    ]),
  );
}

const CHECK_MARKS = [
  ["passed", "✓"],
  ["warned", "!"],
  ["failed", "✗"],
] as const;

/** Writing what is there already would cost a layout. */
function setText(element: SVGTextElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
