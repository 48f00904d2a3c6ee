import assert from "node:assert/strict";
import { test } from "node:test";
import { nextPoke, type Waiting } from "../../runner/staging/next-poke.ts";

const BASE: Waiting = {
  now: 1000,
  since: 1000,
  pokes: 0,
  interval: 60,
  exponential: false,
  maxInterval: undefined,
  timeout: 1000,
};

const cases: readonly [name: string, waiting: Partial<Waiting>, until: number | undefined][] = [
  ["after the interval", {}, 1060],
  ["always the same interval", { pokes: 5, now: 1300 }, 1360],
  ["twice as long each time", { exponential: true, pokes: 3 }, 1480],
  ["no longer than the longest", { exponential: true, pokes: 3, maxInterval: 100 }, 1100],
  ["not past the time-out", { now: 1980 }, 2000],
  ["not past it after many looks either", { exponential: true, pokes: 2000 }, 2000],
  ["no more at the time-out", { now: 2000 }, undefined],
  ["no more after it", { now: 5000 }, undefined],
  ["one look only", { timeout: 0 }, undefined],
];

for (const [name, waiting, until] of cases) {
  test(`looks again: ${name}`, () => assert.equal(nextPoke({ ...BASE, ...waiting }), until));
}
