import type { S3Check } from "./checks/check.ts";
import { LISTING } from "./checks/listing.ts";
import { READING } from "./checks/reading.ts";
import { REFUSING } from "./checks/refusing.ts";
import { WRITING } from "./checks/writing.ts";

/** What every S3 server that tests use does, before anything else is believed of it. */
export const S3_CHECKS: readonly S3Check[] = [...WRITING, ...LISTING, ...READING, ...REFUSING];
