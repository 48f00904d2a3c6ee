import assert from "node:assert/strict";
import { after, before } from "node:test";
import { type StubHost, startStubHost } from "./stub-host.ts";

/** One host for all tests of the suite in which it is called; to be asked for in a test. */
export function useStubHost(): () => StubHost {
  const started: { host?: StubHost } = {};
  before(async () => {
    started.host = await startStubHost();
  });
  after(() => started.host?.close());
  return () => {
    assert.ok(started.host);
    return started.host;
  };
}
