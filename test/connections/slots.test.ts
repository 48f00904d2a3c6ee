import assert from "node:assert/strict";
import { test } from "node:test";
import { createSlots } from "../../runner/connections/slots.ts";

test("slots are given back once, and to whoever has waited longest", async () => {
  const slots = createSlots(1);
  const giveBack = await slots.take();
  const order: string[] = [];
  const first = slots.take().then((back) => {
    order.push("first");
    return back;
  });
  const second = slots.take().then(() => order.push("second"));
  await Promise.resolve();
  assert.deepEqual([slots.free, slots.waiting], [0, 2]);
  assert.deepEqual(order, []);
  giveBack();
  giveBack();
  const firstBack = await first;
  assert.deepEqual(order, ["first"]);
  firstBack();
  await second;
  assert.deepEqual(order, ["first", "second"]);
  assert.deepEqual([slots.free, slots.waiting], [0, 0]);
});

test("who is aborted while waiting takes nothing", async () => {
  const slots = createSlots(1);
  const giveBack = await slots.take();
  const controller = new AbortController();
  const waiting = slots.take(controller.signal);
  controller.abort(new Error("no more"));
  await assert.rejects(waiting, /no more/);
  await assert.rejects(slots.take(controller.signal), /no more/);
  assert.deepEqual([slots.free, slots.waiting], [0, 0]);
  giveBack();
  assert.equal(slots.free, 1);
  (await slots.take())();
});
