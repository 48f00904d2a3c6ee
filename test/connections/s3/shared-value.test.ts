import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedValue, untilAborted } from "../../../runner/connections/s3/shared-value.ts";

/** What is asked for, answered by hand. */
function byHand() {
  const asked: (PromiseWithResolvers<string> & { readonly signal: AbortSignal })[] = [];
  const value = sharedValue((signal) => {
    const one = { ...Promise.withResolvers<string>(), signal };
    asked.push(one);
    return one.promise;
  });
  return { asked, value };
}

test("many ask once, and what is known is not asked for again", async () => {
  const { asked, value } = byHand();
  const many = Promise.all([value.get(), value.get(new AbortController().signal), value.get()]);
  asked[0]?.resolve("key");
  assert.deepEqual(await many, ["key", "key", "key"]);
  assert.equal(await value.get(), "key");
  assert.equal(asked.length, 1);
  value.forget();
  const again = value.get();
  asked[1]?.resolve("another");
  assert.equal(await again, "another");
});

test("who stops waiting does not end it for the others", async () => {
  const { asked, value } = byHand();
  const stop = new AbortController();
  const stopped = value.get(stop.signal);
  const other = value.get();
  stop.abort(new Error("cancelled"));
  await assert.rejects(stopped, { message: "cancelled" });
  assert.equal(asked[0]?.signal.aborted, false);
  asked[0]?.resolve("key");
  assert.equal(await other, "key");
});

test("it ends when nobody waits any more, and the next one begins anew", async () => {
  const { asked, value } = byHand();
  const [one, two] = [new AbortController(), new AbortController()];
  const waiting = [value.get(one.signal), value.get(two.signal)];
  one.abort();
  two.abort();
  for (const { status } of await Promise.allSettled(waiting)) assert.equal(status, "rejected");
  assert.equal(asked[0]?.signal.aborted, true);
  const next = value.get();
  // What was given up comes too late to count.
  asked[0]?.resolve("late");
  asked[1]?.resolve("key");
  assert.equal(await next, "key");
  assert.equal(await value.get(), "key");
  await assert.rejects(value.get(AbortSignal.abort(new Error("before"))), { message: "before" });
});

test("a failure is told to all who wait, and not kept", async () => {
  const { asked, value } = byHand();
  const waiting = [value.get(), value.get()];
  asked[0]?.reject(new Error("locked"));
  for (const one of waiting) await assert.rejects(one, { message: "locked" });
  const next = value.get();
  asked[1]?.resolve("key");
  assert.equal(await next, "key");
});

test("an abort that came before is no answer", async () => {
  const aborted = AbortSignal.abort(new Error("before"));
  await assert.rejects(untilAborted(Promise.resolve(1), aborted), { message: "before" });
  assert.equal(await untilAborted(Promise.resolve(1), undefined), 1);
});
