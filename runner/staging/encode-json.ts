import type { Encode } from "./column-encoder.ts";
import { badEscape } from "./json-escapes.ts";
import { isString } from "./value-text.ts";

/** Of jsonb's binary form: text follows. */
const JSONB_VERSION = 1;

/** The value's JSON exactly as the file has it; a string stays a JSON string. */
export function jsonEncoder(type: "json" | "jsonb"): Encode {
  return (source, kind, start, end, out) => {
    const quote = isString(kind) ? 1 : 0;
    if (type === "jsonb") {
      const reason = badEscape(source, start, end);
      if (reason !== undefined) return reason;
      if (out.isBinary) out.byte(JSONB_VERSION);
    }
    out.verbatim(source, start - quote, end + quote);
    return undefined;
  };
}
