import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import type { LakeObject } from "../../../runner/connections/lake.ts";
import { openLake, optionsFor, useS3 } from "./s3-options.ts";

/** Sockets of a lake, less those that stay for listings. */
const OPEN_OBJECTS = 56;

test("however many objects are asked for: so many requests at a time, and a listing gets through", {
  timeout: 60_000,
}, async (t) => {
  const server = await useS3(t);
  const objects = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`k${at}`, `of ${at}`]));
  server.seed("lake", objects);
  const lake = openLake(t, optionsFor(server));
  const listed: LakeObject[] = [];
  for await (const object of lake.list("")) listed.push(object);

  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const { promise: isFull, resolve: full } = Promise.withResolvers<void>();
  let waiting = 0;
  let most = 0;
  server.onRequest(async ({ key }) => {
    if (key === "") return;
    waiting += 1;
    most = Math.max(most, waiting);
    if (waiting === OPEN_OBJECTS) full();
    await opened;
    waiting -= 1;
  });
  const reading = listed.map(async (object) => String(await buffer(await lake.open(object))));
  await isFull;
  // Nothing is answered meanwhile: this takes a connection that reads have not.
  let again = 0;
  for await (const _ of lake.list("")) again += 1;
  assert.equal(again, 200);
  open();
  assert.deepEqual(
    await Promise.all(reading),
    listed.map(({ key }) => objects[key]),
  );
  assert.equal(most, OPEN_OBJECTS);
});

test("whatever became of what was opened, its place is given back", { timeout: 30_000 }, async (t) => {
  const server = await useS3(t);
  server.seed("lake", { small: "1", large: Buffer.alloc(300_000), gone: "1" });
  const lake = openLake(t, optionsFor(server));
  const listed = new Map<string, LakeObject>();
  for await (const object of lake.list("")) listed.set(object.key, object);
  server.remove("lake", "gone");
  const open = async (key: string) => await lake.open(listed.get(key) as LakeObject);
  const ways: readonly (readonly [what: string, once: () => Promise<unknown>])[] = [
    ["a small one that is read", async () => await buffer(await open("small"))],
    ["a small one that nobody reads", async () => await open("small")],
    ["a large one that is read", async () => await buffer(await open("large"))],
    ["a large one that nobody reads", async () => (await open("large")).destroy()],
    ["one that is not there", async () => await assert.rejects(open("gone"), { code: "object-removed" })],
  ];
  // One more than there are places.
  for (const [what, once] of ways) {
    let times = 0;
    for (; times <= OPEN_OBJECTS; times += 1) await once();
    assert.equal(times, OPEN_OBJECTS + 1, what);
  }
});
