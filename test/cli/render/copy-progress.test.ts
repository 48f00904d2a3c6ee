import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { UserError } from "../../../protocol/user-error.ts";
import { liveCopy, plainCopy } from "../../../runner/cli/render/copy-progress.ts";
import { copySummary } from "../../../runner/cli/render/copy-summary.ts";
import { makeStyle, PLAIN_STYLE } from "../../../runner/cli/render/style.ts";
import type { CopyEvent } from "../../../runner/lakes/copy.ts";
import type { CopyItem } from "../../../runner/lakes/plan.ts";
import { widest } from "../../helpers/cli.ts";
import { createScreen } from "./screen.ts";

const MB = 1024 * 1024;
const TITLE = "s3://public/log_data/ → lake:raw/";

function item(name: string, size = MB): CopyItem {
  return {
    object: { key: name, size, etag: "e", lastModified: new Date(0) },
    key: name,
    reason: "new",
  };
}

function error(name: string): UserError {
  return new UserError({ code: "no", message: `${name} may not be read.`, next: "Ask for the right." });
}

function failed(name: string): CopyEvent {
  return { kind: "failed", item: item(name), error: error(name) };
}

describe("a copy on a terminal", () => {
  function view(columns: number, style = PLAIN_STYLE) {
    const screen = createScreen(columns, 12);
    const clock = { now: 1_000_000 };
    return {
      screen,
      clock,
      view: liveCopy({ title: TITLE, style, now: () => clock.now, stream: screen.stream }),
    };
  }

  test("is seen listing, then copying with the time that is left, and leaves the summary", ({ mock }) => {
    mock.timers.enable({ apis: ["setInterval"] });
    const { screen, clock, view: shown } = view(100);
    const pass = (ms: number): void => {
      clock.now += ms;
      mock.timers.tick(ms);
    };
    for (let i = 0; i < 1234; i += 1) shown.listed(MB);
    pass(100);
    assert.deepEqual(screen.lines(), [TITLE, "Listing: 1,234 objects, 1.2 GB"]);

    shown.begins(100, 100 * MB);
    pass(100);
    assert.deepEqual(screen.lines(), [
      TITLE,
      "░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0/100 objects  0 bytes of 100 MB",
    ]);
    for (let i = 0; i < 25; i += 1) {
      shown.onEvent({ kind: "moved", bytes: MB });
      shown.onEvent({ kind: "copied", item: item(`${i}`), within: false });
    }
    pass(4900);
    assert.deepEqual(screen.lines(), [
      TITLE,
      "███████░░░░░░░░░░░░░░░░░░░░░░░  25/100 objects  25 MB of 100 MB  5 MB/s  about 15 s left",
    ]);
    shown.onEvent({ kind: "moved", bytes: 10 * MB });
    shown.onEvent({ kind: "moved", bytes: -10 * MB });
    shown.onEvent({ kind: "again", item: item("x"), error: error("x"), inMs: 500 });
    shown.onEvent(failed("y"));
    shown.stopping();
    pass(1000);
    assert.deepEqual(screen.lines(), [
      `${TITLE}  stopping: Ctrl-C again ends at once`,
      "███░░░░░░░░░░░░  26/100 objects  25 MB of 100 MB  1 failed  4.2 MB/s  about 18 s left  1 tried again",
      "✗ y may not be read.",
    ]);
    shown.finish(() => ["the summary"]);
    assert.deepEqual(screen.lines(), ["the summary"]);
  });

  test("fits any terminal, in ASCII too", ({ mock }) => {
    mock.timers.enable({ apis: ["setInterval"] });
    for (const columns of [20, 33, 60, 200]) {
      const { screen, clock, view: shown } = view(columns, makeStyle(false, false));
      shown.begins(20_000, 3000 * MB);
      for (let i = 0; i < 30; i += 1) shown.onEvent(failed("a-very-long-name/".repeat(i)));
      shown.onEvent({ kind: "moved", bytes: 1000 * MB });
      clock.now += 60_000;
      mock.timers.tick(60_000);
      const lines = screen.lines();
      assert.ok(widest(lines.join("\n")) <= columns, `${columns}: ${lines.join("\n")}`);
      assert.ok(lines.length >= 3 && lines.length <= 11, `${lines.length}`);
      assert.match(lines.join("\n"), /^30\/20,000 objects|#+-* {2}30\/20,000 objects/m);
      shown.finish(() => []);
    }
  });
});

test("in a pipe: a line when it begins, one every ten seconds, and the summary", () => {
  const written: string[] = [];
  const clock = { now: 0 };
  const view = plainCopy({
    title: TITLE,
    style: PLAIN_STYLE,
    now: () => clock.now,
    write: (text) => written.push(text),
  });
  view.listed(5);
  view.begins(60, 60 * MB);
  for (let i = 0; i < 60; i += 1) {
    clock.now += 500;
    view.onEvent({ kind: "moved", bytes: MB });
    view.onEvent(i === 7 ? failed("7") : { kind: "copied", item: item(`${i}`), within: false });
  }
  view.finish((columns) => [`summary for ${columns} columns`]);
  assert.deepEqual(written, [
    "Copying 60 objects (60 MB)\n",
    "19/60 objects, 20 MB of 60 MB, 1 failed, 2 MB/s, about 20 s left\n",
    "39/60 objects, 40 MB of 60 MB, 1 failed, 2 MB/s, about 10 s left\n",
    "59/60 objects, 60 MB of 60 MB, 1 failed, 2 MB/s\n",
    "summary for Infinity columns\n",
  ]);
  // After an error that is told elsewhere.
  const before = written.length;
  view.finish(() => []);
  assert.equal(written.length, before);
});

describe("the summary of a copy", () => {
  const nothing = {
    toCopy: 0,
    there: 0,
    markers: 0,
    leftOut: 0,
    impossible: [],
    wasInterrupted: false,
    took: 5000,
  };
  const copied = { copied: 3, bytes: 3 * MB, within: 0, failures: [] };
  const cases: readonly (readonly [
    name: string,
    ...args: [Parameters<typeof copySummary>[0], ...string[]],
  ])[] = [
    [
      "all of it",
      { ...nothing, toCopy: 3, result: copied },
      "ok Copied 3 objects (3 MB) in 5.0 s, 614 kB/s.",
    ],
    [
      "within the server",
      { ...nothing, toCopy: 3, result: { ...copied, within: 3 } },
      "ok Copied 3 objects (3 MB) in 5.0 s; all within the server.",
    ],
    [
      "what was left",
      { ...nothing, toCopy: 3, there: 1, leftOut: 2, markers: 1, result: copied },
      "ok Copied 3 objects (3 MB) in 5.0 s, 614 kB/s; 1 was there already; 2 left out by the patterns; 1 folder marker left out.",
    ],
    [
      "nothing to do",
      { ...nothing, there: 2, result: { ...copied, copied: 0, bytes: 0 } },
      "ok Nothing to copy; 2 were there already.",
    ],
    [
      "stopped by somebody",
      { ...nothing, toCopy: 10, wasInterrupted: true, result: copied },
      "Copied 3 objects (3 MB) in 5.0 s, 614 kB/s.",
      "Stopped: 7 objects left. The same command goes on from here.",
    ],
    [
      "failures, with what to do once for all that say so",
      {
        ...nothing,
        toCopy: 5,
        impossible: [{ key: "x", error: error("x") }],
        result: { ...copied, failures: [{ item: item("y"), error: error("y") }], stoppedBy: error("y") },
      },
      "✗ x may not be read.",
      "✗ y may not be read.",
      "  Ask for the right.",
      "✗ Copied 3 objects (3 MB) in 5.0 s, 614 kB/s; 2 objects failed.",
      "Stopped, because the others would fail too: 1 object left. The same command goes on from here.",
    ],
  ];
  for (const [name, outcome, ...lines] of cases)
    test(name, () => assert.deepEqual(copySummary(outcome, 200, PLAIN_STYLE), lines));

  test("shows some failures, and how many more there are", () => {
    const failures = Array.from({ length: 30 }, (_, i) => ({ item: item(`${i}`), error: error(`${i}`) }));
    const lines = copySummary(
      { ...nothing, toCopy: 30, result: { ...copied, copied: 0, failures } },
      60,
      PLAIN_STYLE,
    );
    assert.equal(lines.filter((line) => line.startsWith("✗") && line.includes("may not")).length, 10);
    assert.ok(lines.includes("  and 20 more failures: --json shows them all"));
    assert.ok(widest(lines.join("\n")) <= 60);
  });
});
