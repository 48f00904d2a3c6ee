import { z } from "zod";

/** A key, prefix or pattern within a lake, as an author writes it. */
export const keyText = z
  .string()
  .min(1)
  .refine((text) => !/^s3[an]?:\/\//i.test(text), {
    message:
      "it must be a key within the lake; the bucket belongs to the lake's connection (s3://bucket/a/b is a/b)",
  });
