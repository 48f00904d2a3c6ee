import type { Encode } from "./column-encoder.ts";
import { badEscape } from "./copy-writer.ts";
import { isString } from "./value-text.ts";

/** The value's JSON exactly as the file has it; a string stays a JSON string. */
export function jsonEncoder(type: "json" | "jsonb"): Encode {
  return (source, kind, start, end, out) => {
    const quote = isString(kind) ? 1 : 0;
    if (type === "jsonb") {
      const reason = badEscape(source, start, end);
      if (reason !== undefined) return reason;
    }
    out.verbatim(source, start - quote, end + quote);
    return undefined;
  };
}
