import type { Lake } from "../lake.ts";
import type { S3Options } from "./options.ts";

export function s3Lake(options: S3Options): Lake {
  throw new Error(`Not there yet: ${options.name}`);
}
