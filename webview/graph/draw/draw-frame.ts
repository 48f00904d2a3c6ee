import { shownName } from "../../../protocol/text/shown-text.ts";
import { fitText } from "../model/fit-text.ts";
import type { Measures } from "./draw-node.ts";
import { svg } from "./svg.ts";

/** Names an open group's frame, and gives it the button that collapses it. */
export function drawFrame(
  element: SVGGElement,
  groupId: string,
  parent: string | undefined,
  measures: Measures,
  onCollapse: () => void,
): void {
  const box = element.querySelector("rect");
  if (box === null) return;
  const at = (name: string): number => Number(box.getAttribute(name));
  const [x, y, width] = [at("x"), at("y"), at("width")];
  box.setAttribute("rx", "6");
  box.setAttribute("class", "frame-box");
  const name = shownName(
    parent !== undefined && groupId.startsWith(`${parent}.`) ? groupId.slice(parent.length + 1) : groupId,
  );
  const label = svg(
    "g",
    {
      class: "frame-label",
      role: "button",
      tabindex: "0",
      "aria-expanded": "true",
      "aria-label": `Group ${shownName(groupId)}. Collapse`,
    },
    svg("rect", {
      class: "frame-hit",
      x: x + 4,
      y: y + 4,
      width: Math.min(width - 8, measures.name(name) + 30),
      height: 20,
      rx: 3,
    }),
    svg("path", { class: "frame-fold", d: `M${x + 10} ${y + 12}l4 4 4-4` }),
    svg("text", { class: "frame-name", x: x + 24, y: y + 18 }, fitText(name, width - 36, measures.name)),
  );
  label.addEventListener("click", (event) => {
    event.stopPropagation();
    onCollapse();
  });
  label.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    onCollapse();
  });
  element.querySelector(".cluster-label")?.remove();
  element.removeAttribute("id");
  element.setAttribute("class", "frame");
  element.append(label);
}
