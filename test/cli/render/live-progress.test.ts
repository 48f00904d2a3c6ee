import assert from "node:assert/strict";
import { test } from "node:test";
import { liveProgress } from "../../../runner/cli/render/progress.ts";
import { PLAIN_STYLE } from "../../../runner/cli/render/style.ts";
import { SAMPLE_DAG, SAMPLE_START, sampleBackfill } from "./sample-events.ts";
import { createScreen } from "./screen.ts";

test("progress is redrawn in place and leaves nothing but the summary", ({ mock }) => {
  mock.timers.enable({ apis: ["setInterval"] });
  const screen = createScreen(80, 30);
  const clock = { now: SAMPLE_START };
  const now = (): number => clock.now;
  const view = liveProgress({ dag: SAMPLE_DAG, style: PLAIN_STYLE, stream: screen.stream, now });
  const events = sampleBackfill(30);
  let pictures = 0;
  for (let next = 0; next < events.length; clock.now += 100) {
    for (let event = events[next]; event !== undefined && event.at <= clock.now; event = events[next]) {
      view.onEvent(event);
      next += 1;
    }
    mock.timers.tick(100);
    const lines = screen.lines();
    pictures += 1;
    // One picture at a time: whatever was taller before has left nothing behind.
    assert.equal(lines[0], "sparkify  backfill b1, 2018-11-01 to 2018-12-01");
    const runs = lines.filter((line) => line.startsWith("●"));
    assert.equal(new Set(runs.map((line) => line.slice(2, 12))).size, runs.length, lines.join("\n"));
    assert.ok(lines.filter((line) => line.includes("load_songplays  column")).length <= 1, lines.join("\n"));
  }
  assert.ok(pictures > 100);
  view.finish();
  const left = screen.lines();
  assert.match(left[0] ?? "", /^table +inserted/);
  assert.equal(left.at(-1), "✗ sparkify  30 runs in 22.5 s: 26 success, 4 failed");
  assert.equal(left.filter((line) => line.startsWith("●")).length, 0);
});

test("however many events come, the screen is drawn ten times a second at most; without any, once a second", ({
  mock,
}) => {
  mock.timers.enable({ apis: ["setInterval"] });
  const screen = createScreen(80, 30);
  const clock = { now: SAMPLE_START };
  const view = liveProgress({
    dag: SAMPLE_DAG,
    style: PLAIN_STYLE,
    stream: screen.stream,
    now: () => clock.now,
  });
  const pass = (ms: number, perTick: () => void): number => {
    const before = screen.writes();
    for (let passed = 0; passed < ms; passed += 10) {
      perTick();
      clock.now += 10;
      mock.timers.tick(10);
    }
    return screen.writes() - before;
  };
  const events = sampleBackfill(30);
  let next = 0;
  const busy = pass(1000, () => {
    for (let count = 0; count < 8; count++) {
      const event = events[next++];
      if (event !== undefined) view.onEvent(event);
    }
  });
  // A picture of another height is written in two parts: the old one is cleared first.
  assert.ok(busy >= 5 && busy <= 20, `${busy}`);
  const quiet = pass(3000, () => {});
  assert.ok(quiet >= 2 && quiet <= 6, `${quiet}`);
  view.finish();
});
