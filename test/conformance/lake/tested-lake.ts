import type { TestContext } from "node:test";
import type { Lake, LakeWriter } from "../../../runner/connections/lake.ts";

/** A lake with what a test has put there. */
export interface FilledLake {
  readonly lake: Lake;
  /** Of that lake. */
  readonly writer: LakeWriter;
  put(key: string, bytes: Buffer | string): Promise<void>;
  remove(key: string): Promise<void>;
}

/** A kind of lake that the suite runs over. */
export interface TestedLake {
  readonly name: string;
  /** Why it cannot be tested here. */
  readonly skip: string | false;
  /** Whether it takes every key: folders do not take `a` beside `a/b`, nor a slash at the end. */
  readonly takesEveryKey: boolean;
  /** A lake of the test's own, gone after it. */
  filled(t: TestContext, objects: Readonly<Record<string, Buffer | string>>): Promise<FilledLake>;
  /** One whose bucket or folder is not there. */
  missing(t: TestContext): Promise<Lake>;
}
