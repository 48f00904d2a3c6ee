import { el } from "../../shared/dom.ts";

const LEAST = 15;
const MOST = 80;
const STEP = 4;

/** The bar between the graph and the detail pane: dragged, or moved by arrow keys. Sizes are percent of the page. */
export function createSplitter(
  container: HTMLElement,
  first: number,
  onSize: (percent: number) => void,
): HTMLElement {
  const bar = el("div", {
    class: "splitter",
    role: "separator",
    tabindex: 0,
    "aria-label": "Size of the details",
    "aria-valuemin": LEAST,
    "aria-valuemax": MOST,
    "aria-valuenow": first,
    hidden: true,
  });
  const now = (): number => Number(bar.getAttribute("aria-valuenow"));
  const set = (percent: number): void => {
    const size = Math.round(Math.min(MOST, Math.max(LEAST, percent)));
    bar.setAttribute("aria-valuenow", String(size));
    container.style.setProperty("--detail-size", `${size}%`);
    onSize(size);
  };
  const isBelow = (): boolean => getComputedStyle(container).flexDirection === "column";
  bar.addEventListener("focus", () => {
    bar.setAttribute("aria-orientation", isBelow() ? "horizontal" : "vertical");
  });
  container.style.setProperty("--detail-size", `${first}%`);
  bar.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
  });
  bar.addEventListener("pointermove", (event) => {
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const { right, bottom, width, height } = container.getBoundingClientRect();
    set(isBelow() ? ((bottom - event.clientY) / height) * 100 : ((right - event.clientX) / width) * 100);
  });
  bar.addEventListener("keydown", (event) => {
    const larger = event.key === "ArrowLeft" || event.key === "ArrowUp";
    if (!larger && event.key !== "ArrowRight" && event.key !== "ArrowDown") return;
    event.preventDefault();
    set(now() + (larger ? STEP : -STEP));
  });
  return bar;
}
