import type { Frame } from "playwright-core";

/** The state of each node that the graph draws, by the node's key. */
export async function graphStates(graph: Frame): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const node of await graph.locator("g.node").all()) {
    const [key, state] = await Promise.all([node.getAttribute("data-key"), node.getAttribute("data-state")]);
    if (key !== null && state !== null) found.set(key, state);
  }
  return found;
}

/** The colour that a node is drawn in, as the browser has it. */
export async function nodeColour(graph: Frame, task: string): Promise<string> {
  const box = `document.querySelector('g.node[data-key="t:${task}"] rect.box')`;
  return graph.evaluate<string>(`getComputedStyle(${box}).stroke`);
}

export async function waitForNode(graph: Frame, task: string, state: string): Promise<void> {
  await graph.locator(`g.node[data-key="t:${task}"][data-state="${state}"]`).waitFor({ timeout: 60_000 });
}
