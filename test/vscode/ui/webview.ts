import type { Frame, Page } from "playwright-core";

const WAIT_MS = 60_000;
const BETWEEN_MS = 100;

/**
 * The document of a webview: the first one that fits. A webview is a frame in a frame, both may be exchanged
 * while they load, and one that is hidden may be gone at any time.
 */
export async function webviewFrame(
  page: Page,
  fits: (frame: Frame) => Promise<boolean>,
  which: "webview" | "any" = "webview",
): Promise<Frame> {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    for (const frame of page.frames().filter((one) => which === "any" || isInner(one))) {
      if (await fits(frame).catch(() => false)) return frame;
    }
    if (Date.now() >= until) throw new Error(`No frame fits. There: ${await describe(page)}.`);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
  }
}

/** A frame whose document has an element that matches. */
export function hasElement(selector: string): (frame: Frame) => Promise<boolean> {
  return async (frame) => (await frame.locator(selector).count()) > 0;
}

function isInner(frame: Frame): boolean {
  return frame.parentFrame()?.parentFrame() !== undefined && frame.parentFrame()?.parentFrame() !== null;
}

async function describe(page: Page): Promise<string> {
  const titles = page
    .frames()
    .filter(isInner)
    .map((frame) => frame.title().catch(() => "(gone)"));
  return (await Promise.all(titles)).map((title) => JSON.stringify(title)).join(", ") || "none";
}
