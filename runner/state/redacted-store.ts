import type { Json } from "../../protocol/json.ts";
import { redactTexts } from "../secrets/redact-texts.ts";
import type { Redactor } from "../secrets/secrets.ts";
import type { Requests, Store } from "./store.ts";

/** The same history; nothing that is written to it has a secret in its messages. */
export function redactedStore(store: Store, redactor: Pick<Redactor, "redact">): Store {
  const requests: Requests = {
    ...store.requests,
    answer: (id, reply, at) => store.requests.answer(id, redactTexts<Json>(reply, redactor), at),
  };
  return {
    ...store,
    append: (events) => store.append(events.map((event) => redactTexts(event, redactor))),
    requests,
  };
}
