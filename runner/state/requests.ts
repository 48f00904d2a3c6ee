import type { DatabaseSync } from "node:sqlite";
import type { Json } from "../../protocol/json.ts";
import type { Requests } from "./store.ts";

/** How long answers are kept, in milliseconds: their senders look for them many times a second. */
const KEPT_MS = 3_600_000;

const IS_OPEN = "taken_at IS NULL AND done_at IS NULL";

/** The requests in the database of the run history. `guarded` turns what makes the file unusable into UserErrors. */
export function sqliteRequests(database: DatabaseSync, guarded: <T>(work: () => T) => T): Requests {
  const change = (sql: string, ...values: (string | number)[]) =>
    guarded(() => database.prepare(sql).run(...values));
  // A runner looks several times a second: this statement is prepared once.
  const oldest = database.prepare(
    `SELECT id, at, body FROM request WHERE pid = ? AND ${IS_OPEN} ORDER BY id LIMIT 1`,
  );
  /** False when another process was faster. */
  const end = (id: number, column: "taken_at" | "done_at", at: number): boolean =>
    change(`UPDATE request SET ${column} = ? WHERE id = ? AND ${IS_OPEN}`, at, id).changes > 0;

  return {
    ask(pid, body, at) {
      const insert = "INSERT INTO request (pid, at, body) VALUES (?, ?, ?)";
      return Number(change(insert, pid, at, JSON.stringify(body)).lastInsertRowid);
    },
    look(id) {
      const row = guarded(() => database.prepare("SELECT done_at, reply FROM request WHERE id = ?").get(id));
      if (row === undefined) return { state: "withdrawn" };
      if (row["reply"] !== null)
        return { state: "answered", reply: JSON.parse(String(row["reply"])) as Json };
      return { state: row["done_at"] === null ? "open" : "withdrawn" };
    },
    withdraw: (id, at) => end(id, "done_at", at),
    take(pid, notBefore, now) {
      for (;;) {
        const row = guarded(() => oldest.get(pid));
        if (row === undefined) return undefined;
        const id = Number(row["id"]);
        const at = Number(row["at"]);
        if (at < notBefore) end(id, "done_at", now);
        else if (end(id, "taken_at", now)) return { id, at, body: JSON.parse(String(row["body"])) as Json };
      }
    },
    answer(id, reply, at) {
      change("UPDATE request SET done_at = ?, reply = ? WHERE id = ?", at, JSON.stringify(reply), id);
    },
    clear(at) {
      change("UPDATE request SET done_at = ? WHERE done_at IS NULL", at);
      change("DELETE FROM request WHERE done_at < ?", at - KEPT_MS);
    },
  };
}
