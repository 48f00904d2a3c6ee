import assert from "node:assert/strict";
import { test } from "node:test";
import type { BackfillState } from "../../protocol/backfill.ts";
import type { RunState } from "../../protocol/run.ts";
import { backfillState } from "../../runner/core/backfill-state.ts";

const CASES: readonly [Partial<Record<RunState, number>>, "paused" | "", "owned" | "", BackfillState][] = [
  [{ queued: 2, running: 1 }, "", "owned", "running"],
  [{ queued: 2, failed: 1 }, "", "owned", "running"],
  [{ queued: 2, running: 1 }, "", "", "interrupted"],
  [{ queued: 2, success: 1 }, "paused", "", "paused"],
  [{ queued: 2, failed: 1 }, "paused", "owned", "paused"],
  [{ running: 1, success: 1 }, "paused", "owned", "paused"],
  // Nothing is left that could be resumed.
  [{ success: 3 }, "paused", "", "success"],
  [{ success: 3 }, "", "", "success"],
  [{ success: 2, failed: 1, cancelled: 5 }, "", "owned", "failed"],
  [{ success: 2, cancelled: 1 }, "", "", "cancelled"],
];

for (const [some, paused, owned, expected] of CASES)
  test(`${JSON.stringify(some)} ${paused} ${owned}: ${expected}`, () => {
    const counts = { queued: 0, running: 0, success: 0, failed: 0, cancelled: 0, ...some };
    assert.equal(backfillState({ counts, pausedAt: paused === "" ? null : 5 }, owned === "owned"), expected);
  });
