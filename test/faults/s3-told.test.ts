import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { denied, type Fault, internalError, slowDown } from "../s3/faults.ts";
import type { LoggedRequest, S3Server } from "../s3/server.ts";
import {
  ALL_ROWS,
  BUCKET,
  LARGE,
  largeSize,
  NO_ROWS,
  rewriteLarge,
  type Staging,
  s3Staging,
  smallKey,
} from "./s3-staging.ts";

const LIMIT = { timeout: 120_000 };
/** Of requests, so that what lasts is told soon. */
const ATTEMPTS = 2;

interface Told {
  readonly what: string;
  /** Gives the function that ends the fault. */
  readonly arrange: (staging: Staging) => () => void;
  readonly code: string;
  /** `ENDPOINT` stands for the server's. */
  readonly message: string;
  readonly next: string;
  readonly retryable: boolean;
  /** More settings of the lake's connection. */
  readonly lake?: Readonly<Record<string, unknown>>;
  /** What a run gives afterwards. Default: all rows. */
  readonly afterwards?: string;
}

function always(key: string, fault: Fault): Told["arrange"] {
  return ({ s3 }) => s3.fault({ fault, method: "GET", key, times: "always" });
}

/** Done once, right before the first request for the large object is answered. */
function beforeLarge(
  change: (s3: S3Server) => void,
  isTime: (request: LoggedRequest) => boolean,
): Told["arrange"] {
  return ({ s3 }) => {
    let isDone = false;
    s3.onRequest((request) => {
      if (isDone || request.key !== LARGE || !isTime(request)) return;
      isDone = true;
      change(s3);
    });
    return () => s3.onRequest(() => {});
  };
}

const REWRITTEN = ALL_ROWS.replace("version 1", "version 1 and 2");
const LATER = "Try again later; if it stays, look at the server, or ask those who keep it.";
const STOPPED = "Try again; if it stays, read the object with another tool.";
const WHEN_WRITTEN = "Try again when whoever writes it has finished.";

/** Silence is a stall after half a second. */
const SOON = { stallTimeout: "500ms" };

const TOLD: readonly Told[] = [
  {
    what: "a listing that is answered 500 for good",
    arrange: always("", internalError()),
    code: "lake-busy",
    message:
      'The server of the lake "lake" could not list s3://raw in several attempts: it answered 500 InternalError.',
    next: LATER,
    retryable: true,
  },
  {
    what: "a read that is answered 500 for good",
    arrange: always(smallKey(33), internalError()),
    code: "lake-busy",
    message:
      'The server of the lake "lake" could not read s3://raw/in/small/33.json in several attempts: it answered 500 InternalError.',
    next: LATER,
    retryable: true,
  },
  {
    what: "a server that goes on saying to slow down",
    arrange: always(LARGE, slowDown()),
    code: "lake-busy",
    message:
      'The server of the lake "lake" could not read s3://raw/in/large.json in several attempts: it answered 503 SlowDown.',
    next: "Try again later; if it stays, let fewer tasks read at the same time.",
    retryable: true,
  },
  {
    what: "a server that resets every connection",
    arrange: always(smallKey(0), { kind: "reset" }),
    code: "lake-unreachable",
    message:
      'The server of the lake "lake" (its address is ENDPOINT) cannot be reached: the connection ended before the answer (ECONNRESET).',
    next: "Check that the server runs, and the host and the port of the connection's endpoint.",
    retryable: true,
  },
  {
    what: "a large body that never gets further",
    arrange: (staging) => {
      staging.s3.fault({ fault: { kind: "cut", after: 300_000 }, method: "GET", key: LARGE });
      return always(LARGE, { kind: "cut", after: 0 })(staging);
    },
    code: "lake-read-failed",
    message: `Reading s3://raw/in/large.json stopped at byte 300000 of ${largeSize()}, and further attempts brought nothing: the connection broke.`,
    next: STOPPED,
    retryable: true,
  },
  {
    what: "a large body that stalls every time",
    lake: SOON,
    arrange: (staging) => {
      staging.s3.fault({ fault: { kind: "stall", after: 300_000 }, method: "GET", key: LARGE });
      return always(LARGE, { kind: "stall", after: 0 })(staging);
    },
    code: "lake-read-failed",
    message: `Reading s3://raw/in/large.json stopped at byte 300000 of ${largeSize()}, and further attempts brought nothing: no byte came for 0.5 s.`,
    next: STOPPED,
    retryable: true,
  },
  {
    what: "a server that never answers",
    lake: SOON,
    arrange: always(smallKey(0), { kind: "silent" }),
    code: "lake-unreachable",
    message: 'The server of the lake "lake" (its address is ENDPOINT) cannot be reached: no answer in time.',
    next: "Check that the server runs, and the host and the port of the connection's endpoint.",
    retryable: true,
  },
  {
    what: "a small body that ends too early every time",
    arrange: always(smallKey(7), { kind: "short", after: 0 }),
    code: "lake-read-failed",
    message:
      "Reading s3://raw/in/small/07.json stopped at byte 0 of 500, and further attempts brought nothing: the server ended it.",
    next: STOPPED,
    retryable: true,
  },
  {
    what: "an object that is written again between listing and reading",
    arrange: beforeLarge(rewriteLarge, () => true),
    code: "object-changed",
    message: "s3://raw/in/large.json was written again after it had been listed.",
    next: WHEN_WRITTEN,
    retryable: true,
    afterwards: REWRITTEN,
  },
  {
    what: "an object that is written again while it is read",
    arrange: (staging) => {
      staging.s3.fault({ fault: { kind: "cut", after: 300_000 }, method: "GET", key: LARGE });
      return beforeLarge(rewriteLarge, ({ range }) => range !== undefined)(staging);
    },
    code: "object-changed",
    message: "s3://raw/in/large.json was written again after it had been listed.",
    next: WHEN_WRITTEN,
    retryable: true,
    afterwards: REWRITTEN,
  },
  {
    what: "an object that is removed between listing and reading",
    arrange: (staging) => {
      const end = beforeLarge(
        (s3) => s3.remove(BUCKET, LARGE),
        () => true,
      )(staging);
      return () => {
        end();
        rewriteLarge(staging.s3);
      };
    },
    code: "object-removed",
    message: "s3://raw/in/large.json was removed after it had been listed.",
    next: "Try again: what is there then is listed anew.",
    retryable: true,
    afterwards: REWRITTEN,
  },
  {
    what: "keys that have expired",
    arrange: ({ s3 }) => {
      s3.expire();
      return () => s3.renew();
    },
    code: "lake-credentials-expired",
    message: 'The credentials of the lake "lake" have expired: those of the connection (key …TEST).',
    next: "Get new ones, put them where the old ones are, and try again.",
    retryable: false,
  },
  {
    what: "keys that expire while objects are read",
    arrange: (staging) => {
      const end = beforeLarge(
        (s3) => s3.expire(),
        ({ range }) => range !== undefined,
      )(staging);
      staging.s3.fault({ fault: { kind: "cut", after: 300_000 }, method: "GET", key: LARGE });
      return () => {
        end();
        staging.s3.renew();
      };
    },
    code: "lake-credentials-expired",
    message: 'The credentials of the lake "lake" have expired: those of the connection (key …TEST).',
    next: "Get new ones, put them where the old ones are, and try again.",
    retryable: false,
  },
  {
    what: "an object that may not be read",
    arrange: always(smallKey(20), denied()),
    code: "lake-access-denied",
    message: 's3://raw/in/small/20.json of the lake "lake" may not be read by the connection (key …TEST).',
    next: "Give that identity s3:GetObject on the bucket's objects, and s3:ListBucket on the bucket (without it, what is missing is refused too); or use another profile or other credentials.",
    retryable: false,
  },
];

describe("nothing is staged, and one error says why:", () => {
  for (const { what, arrange, lake = {}, afterwards = ALL_ROWS, ...expected } of TOLD) {
    test(`${what}; all of it is when that is over`, LIMIT, async (t) => {
      const staging = await s3Staging(t, { attempts: ATTEMPTS, lake });
      const end = arrange(staging);
      const { state, error, tries, loads } = await staging.run();
      assert.deepEqual([state, tries, loads], ["failed", 1, 0]);
      assert.ok(error);
      const { code, message, next, retryable } = error;
      assert.deepEqual(
        { code, message: message.replace(staging.s3.endpoint, "ENDPOINT"), next, retryable },
        expected,
      );
      assert.equal(await staging.table(), NO_ROWS);

      end();
      assert.equal((await staging.run()).state, "success");
      assert.equal(await staging.table(), afterwards);
    });
  }

  test("a table that is there keeps its rows when it cannot be staged anew", LIMIT, async (t) => {
    const staging = await s3Staging(t, { attempts: ATTEMPTS });
    assert.equal((await staging.run()).state, "success");
    rewriteLarge(staging.s3);
    const end = always(smallKey(39), internalError())(staging);
    assert.equal((await staging.run()).error?.code, "lake-busy");
    assert.equal(await staging.table(), ALL_ROWS);
    end();
    assert.equal((await staging.run()).state, "success");
    assert.equal(await staging.table(), REWRITTEN);
  });
});
