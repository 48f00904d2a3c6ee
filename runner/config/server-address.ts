import { z } from "zod";
import { serverAddressProblem } from "../core/server-address.ts";

/** `http://localhost:9000` */
export const serverAddress = z
  .string()
  .refine((text) => serverAddressProblem(text) === undefined, {
    error: ({ input }) =>
      `it ${serverAddressProblem(String(input))}\nWrite it as http://HOST:PORT or https://HOST, without a user.`,
  })
  // For editors, whose schema cannot compute.
  .meta({ format: "uri", pattern: "^[hH][tT][tT][pP][sS]?://[^@]+$" });
