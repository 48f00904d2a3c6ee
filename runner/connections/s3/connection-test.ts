import type { ConnectionTest } from "../connection-test.ts";
import type { S3Options } from "./options.ts";

export function s3Test(options: S3Options): ConnectionTest {
  throw new Error(`Not there yet: ${options.name}`);
}
