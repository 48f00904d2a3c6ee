import assert from "node:assert/strict";
import { test } from "node:test";
import { CHECK_OUTCOMES, RUN_STATES, TASK_STATES } from "../../../protocol/run.ts";
import { width } from "../../../runner/cli/render/fit.ts";
import { outcomeLabel, outcomeSymbol, stateLabel, stateSymbol } from "../../../runner/cli/render/states.ts";
import { makeStyle, PLAIN_STYLE, styleFor } from "../../../runner/cli/render/style.ts";

const COLOURS = [
  { isTTY: true, env: {}, colour: true },
  { isTTY: false, env: {}, colour: false },
  { isTTY: true, env: { NO_COLOR: "1" }, colour: false },
  { isTTY: true, env: { NO_COLOR: "" }, colour: true },
  { isTTY: false, env: { FORCE_COLOR: "1" }, colour: true },
  { isTTY: true, env: { FORCE_COLOR: "0" }, colour: false },
  { isTTY: false, env: { FORCE_COLOR: "1", NO_COLOR: "1" }, colour: false },
  { isTTY: true, env: { TERM: "dumb" }, colour: false },
  { isTTY: false, env: { CI: "true" }, colour: false },
] as const;

for (const { isTTY, env, colour } of COLOURS) {
  test(`${isTTY ? "a terminal" : "a pipe"} with ${JSON.stringify(env)} has ${colour ? "" : "no "}colour`, () => {
    assert.equal(styleFor({ isTTY }, env).paint.red("x") !== "x", colour);
  });
}

const SYMBOLS = [
  { env: {}, unicode: true },
  { env: { LANG: "C.UTF-8" }, unicode: true },
  { env: { LANG: "en_US.utf8" }, unicode: true },
  { env: { LANG: "C" }, unicode: false },
  { env: { LANG: "C", LC_ALL: "C.UTF-8" }, unicode: true },
  { env: { LANG: "de_DE.UTF-8", TERM: "linux" }, unicode: false },
] as const;

for (const { env, unicode } of SYMBOLS) {
  test(`symbols beyond ASCII are ${unicode ? "" : "not "}drawn with ${JSON.stringify(env)}`, () => {
    assert.equal(styleFor({ isTTY: true }, env).unicode, unicode);
  });
}

for (const unicode of [true, false]) {
  test(`states and outcomes differ without colour, one column each (unicode: ${unicode})`, () => {
    const style = makeStyle(false, unicode);
    const states = [...new Set([...TASK_STATES, ...RUN_STATES])].map((state) => stateSymbol(state, style));
    const outcomes = CHECK_OUTCOMES.map((outcome) => outcomeSymbol(outcome, style));
    assert.equal(new Set(states).size, states.length);
    assert.equal(new Set(outcomes).size, outcomes.length);
    for (const symbol of [...states, ...outcomes]) assert.equal(width(symbol), 1, symbol);
    if (!unicode) assert.match([...states, ...outcomes].join(""), /^[ -~]+$/);
  });
}

test("labels hold the symbol and the name", () => {
  assert.equal(stateLabel("up_for_retry", PLAIN_STYLE), "↻ up_for_retry");
  assert.equal(outcomeLabel("fail", PLAIN_STYLE), "✗ fail");
  assert.equal(stateLabel("failed", makeStyle(true, true)), "\u001b[31m✗ failed\u001b[39m");
});
