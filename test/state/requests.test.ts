import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { Requests } from "../../runner/state/store.ts";
import { temporaryStore } from "../helpers/engine-bench.ts";

const HERE = 100;

function requestsOf(t: TestContext): Requests {
  return temporaryStore(t).requests;
}

test("a request is taken once, by the runner it is for, and answered to the one who asked", (t) => {
  const requests = requestsOf(t);
  const id = requests.ask(HERE, { kind: "cancel" }, 1);
  assert.deepEqual(requests.look(id), { state: "open" });
  assert.equal(requests.take(HERE + 1, 0, 2), undefined, "another runner's");
  assert.deepEqual(requests.take(HERE, 0, 2), { id, at: 1, body: { kind: "cancel" } });
  assert.equal(requests.take(HERE, 0, 3), undefined, "it is taken");
  assert.deepEqual(requests.look(id), { state: "open" });
  requests.answer(id, { ok: true }, 4);
  assert.deepEqual(requests.look(id), { state: "answered", reply: { ok: true } });
});

test("requests are taken in the order in which they were made", (t) => {
  const requests = requestsOf(t);
  const ids = [1, 2, 3].map((at) => requests.ask(HERE, at, at));
  const taken = ids.map(() => requests.take(HERE, 0, 9)?.id);
  assert.deepEqual(taken, ids);
});

test("a withdrawn request is not carried out; one that was taken cannot be withdrawn", (t) => {
  const requests = requestsOf(t);
  const first = requests.ask(HERE, null, 1);
  const second = requests.ask(HERE, null, 1);
  assert.equal(requests.withdraw(first, 2), true);
  assert.deepEqual(requests.look(first), { state: "withdrawn" });
  assert.equal(requests.take(HERE, 0, 3)?.id, second);
  assert.equal(requests.withdraw(second, 4), false);
  assert.deepEqual(requests.look(second), { state: "open" });
});

test("what lay too long is withdrawn instead of taken", (t) => {
  const requests = requestsOf(t);
  const old = requests.ask(HERE, null, 1);
  const fresh = requests.ask(HERE, null, 50);
  assert.equal(requests.take(HERE, 40, 60)?.id, fresh);
  assert.deepEqual(requests.look(old), { state: "withdrawn" });
});

test("a new runner does nothing that an earlier one was asked for", (t) => {
  const requests = requestsOf(t);
  const open = requests.ask(HERE, null, 1);
  const taken = requests.ask(HERE, null, 1);
  requests.take(HERE, 0, 2);
  requests.clear(3);
  assert.equal(requests.take(HERE, 0, 4), undefined);
  for (const id of [open, taken]) assert.deepEqual(requests.look(id), { state: "withdrawn" });
});

test("an answer is forgotten after an hour, and its id is not given again", (t) => {
  const requests = requestsOf(t);
  const id = requests.ask(HERE, null, 1);
  requests.take(HERE, 0, 2);
  requests.answer(id, "done", 3);
  requests.clear(4);
  assert.equal(requests.look(id).state, "answered");
  requests.clear(4 + 3_600_000);
  assert.equal(requests.look(id).state, "withdrawn");
  assert.notEqual(requests.ask(HERE, null, 5), id);
});
