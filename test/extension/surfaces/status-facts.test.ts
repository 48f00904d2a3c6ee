import assert from "node:assert/strict";
import { test } from "node:test";
import { brokenText, noticeText } from "../../../extension/surfaces/runner-notices/notice-text.ts";
import { statusFacts } from "../../../extension/surfaces/status-bar/status-facts.ts";
import { messageText } from "../../../extension/text/message-text.ts";
import type { RunView, TargetView } from "../../../protocol/rpc/workspace.ts";
import { runView, viewOf } from "../model/samples.ts";

const target = (rest: Partial<TargetView> = {}): TargetView => ({
  name: "dev",
  production: false,
  readOnly: false,
  ...rest,
});

function targetItem(chosen: TargetView | null): string {
  const view = viewOf([], { target: chosen, targets: [target()] });
  const item = statusFacts({ kind: "ready" }, view).target;
  return `${item?.text} | ${item?.color} | ${item?.tooltip.replaceAll("\n", " | ")}`;
}

test("the target is named, and coloured when it is production", () => {
  assert.equal(
    targetItem(target()),
    "$(target) dev | plain | Millrace target: dev | Click to select another.",
  );
  assert.match(
    targetItem(target({ production: true })),
    /^\$\(target\) dev \(production\) \| error \|.*Millrace asks before it writes/,
  );
  assert.match(targetItem(target({ production: true, readOnly: true })), /\| warning \|.*nothing writes/);
  assert.match(targetItem(target({ readOnly: true })), /\| plain \|.*nothing writes/);
  assert.match(targetItem(null), /^\$\(target\) No target \| plain/);
  assert.equal(statusFacts({ kind: "ready" }, viewOf([])).target, undefined, "there is none to choose");
});

test("names do not become icons or lines", () => {
  const item = targetItem(target({ name: "$(flame) x\ny", description: "a\u202Eb" }));
  const [text = ""] = item.split("|");
  assert.match(text, /^\$\(target\) \$.\(flame\) x y $/);
  assert.ok(!text.includes("$(flame)"));
  assert.ok(!item.includes("\u202E"));
});

function runsItem(...shown: readonly RunView["shown"][]): string | undefined {
  const openRuns = shown.map((state, index) => runView(String(index), { shown: state }));
  return statusFacts({ kind: "ready" }, viewOf([], { openRuns })).runs?.text;
}

test("open runs are counted as people should see them", () => {
  assert.equal(runsItem(), undefined);
  assert.equal(runsItem("queued", "running", "queued", "running"), "$(sync~spin) 2 running, 2 queued");
  assert.equal(runsItem("queued"), "$(clock) 1 queued");
  assert.equal(runsItem("paused", "paused"), "$(debug-pause) 2 paused");
  assert.equal(runsItem("interrupted"), "$(warning) 1 interrupted");
});

test("trouble with the runner is shown, and a first start is not", () => {
  assert.equal(statusFacts({ kind: "starting" }, undefined).trouble, undefined);
  assert.match(statusFacts({ kind: "starting" }, viewOf([])).trouble?.text ?? "", /^\$\(loading~spin\)/);
  const broken = { kind: "broken", message: "It ended.", next: "Look." } as const;
  assert.equal(statusFacts(broken, viewOf([])).trouble?.color, "error");
  assert.equal(statusFacts(broken, undefined).target, undefined);
});

test("notices say what happened in plain words", () => {
  const said = (runs: number, waiting: number) =>
    noticeText(
      { kind: "runs-recovered", runIds: Array(runs).fill("r"), waiting: Array(waiting).fill("r") },
      "shop",
    ).message;
  assert.equal(said(1, 0), "1 run was cut short in shop, and goes on.");
  assert.equal(said(2, 0), "2 runs were cut short in shop, and go on.");
  assert.equal(said(0, 2), "2 runs were cut short on a production target of shop: Resume goes on with them.");
  const broken = brokenText({ kind: "broken", message: "It ended.", next: "Look." }, "shop");
  assert.equal(broken.message, "shop: It ended. Look.");
  assert.deepEqual(broken.actions, ["Restart Runner", "Show Log"]);
});

test("nothing in a message becomes a link or a line", () => {
  assert.equal(messageText("a [b](command:evil)\n c"), "a [b] (command:evil) c");
  assert.equal([...messageText("x".repeat(10_000))].length, 600);
});
