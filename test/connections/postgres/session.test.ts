import assert from "node:assert/strict";
import { type EventEmitter, once } from "node:events";
import { type TestContext, test } from "node:test";
import { type PgSession, sessionPool } from "../../../runner/connections/postgres/session.ts";
import { wanted } from "../../../runner/connections/postgres/wanted.ts";
import { testDatabase } from "../../helpers/warehouse.ts";

/** A pool of one session, and how often its password was asked for. */
async function poolOfOne(t: TestContext) {
  const { password, ...connection } = await testDatabase(t);
  let asked = 0;
  const pool = sessionPool({
    ...{ name: "shop", ...connection, maxSessions: 1 },
    password: () => {
      asked += 1;
      return typeof password === "string" ? password : undefined;
    },
  });
  const lent = new Set<PgSession>();
  const acquire = async (signal?: AbortSignal): Promise<PgSession> => {
    const session = await pool.acquire(signal);
    lent.add(session);
    return session;
  };
  const release = async (session: PgSession, broken: boolean): Promise<void> => {
    lent.delete(session);
    await pool.release(session, broken);
  };
  t.after(async () => {
    for (const session of lent) await pool.release(session, true);
    await pool.close();
  });
  return { pool, acquire, release, asked: () => asked };
}

test("who does not wait any more is not waited for, and leaves their turn to the next", async (t) => {
  const { pool, acquire, release, asked } = await poolOfOne(t);
  assert.equal(pool.pressure, "free");
  const first = await acquire();
  assert.equal(pool.pressure, "full");
  const abort = new AbortController();
  const gone = assert.rejects(acquire(abort.signal), { code: "cancelled" });
  assert.equal(pool.pressure, "waited for");
  abort.abort();
  await gone;
  assert.equal(pool.pressure, "full");
  const next = acquire();
  assert.equal(pool.pressure, "waited for");
  await release(first, false);
  await release(await next, false);
  assert.equal(pool.pressure, "free");
  assert.equal(asked(), 1);
});

test("no connection is opened for somebody who has gone, when the one they waited for breaks", async (t) => {
  const { pool, acquire, release, asked } = await poolOfOne(t);
  const session = await acquire();
  const abort = new AbortController();
  const gone = assert.rejects(acquire(abort.signal), { code: "cancelled" });
  abort.abort();
  await gone;
  const ended = once(session as unknown as EventEmitter, "end");
  await release(session, true);
  await ended;
  await pool.close();
  assert.equal(asked(), 1);
});

test("a session that was closed makes room for who waits", async (t) => {
  const { acquire, release, asked } = await poolOfOne(t);
  const session = await acquire();
  const next = acquire();
  await release(session, true);
  const other = await next;
  assert.notEqual(other, session);
  await release(other, false);
  assert.equal(asked(), 2);
});

test("who waits for a session that is lent is told of the close", async (t) => {
  const { pool, acquire, release } = await poolOfOne(t);
  const session = await acquire();
  const waiting = assert.rejects(acquire(), { code: "cancelled" });
  const closed = pool.close();
  await waiting;
  await release(session, false);
  await closed;
});

test("what is begun while nobody waits is for nobody", async () => {
  const { signal: before } = wanted();
  assert.ok(before.aborted);
  const wants = wanted();
  const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const [left, right] = both.map(({ promise }) => wants.by(() => promise));
  const { signal } = wants;
  both[0].resolve();
  await left;
  assert.ok(!signal.aborted);
  both[1].resolve();
  await right;
  assert.ok(signal.aborted && wants.signal.aborted);
});
