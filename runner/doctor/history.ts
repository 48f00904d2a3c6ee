import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { counted } from "../../protocol/text/counted.ts";
import { packageRoot } from "../package-root.ts";
import { withStateErrors } from "../state/state-error.ts";
import type { CheckUp, Finding } from "./check-up.ts";

/** Events may be stored a moment before the clock is read here. */
const TOLERANCE_MILLISECONDS = 60_000;

/** Whether the run history can be read, and nothing in it is of the future. `file` throws where it is not known. */
export function history(file: () => string, now: () => number): CheckUp {
  return {
    name: "run history",
    async look() {
      const found = file();
      if (!existsSync(found)) return { health: "ok", text: "nothing has run yet" };
      return readHistory(found, (database) => {
        const damage = column(database, "PRAGMA quick_check(3)").filter((line) => line !== "ok");
        if (damage.length > 0) return damaged(found, damage);
        const [version = 0] = column(database, "PRAGMA user_version").map(Number);
        if (version > newestVersion()) return tooNew(found, version);
        const [events = 0] = column(database, "SELECT count(*) FROM event").map(Number);
        const [runs = 0] = column(database, "SELECT count(*) FROM run").map(Number);
        const [newest = 0] = column(database, "SELECT coalesce(max(at), 0) FROM event").map(Number);
        const readable: Finding = {
          health: "ok",
          text: `readable: ${counted(runs, "run")}, ${counted(events, "event")}`,
        };
        return newest > now() + TOLERANCE_MILLISECONDS ? [readable, fromTheFuture(newest, now())] : readable;
      });
    },
  };
}

/** Opens a history to look at it only; `look` is done when this returns. Throws a UserError when it is unusable. */
export function readHistory<T>(file: string, look: (database: DatabaseSync) => T): T {
  return withStateErrors(file, () => {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      database.exec("PRAGMA busy_timeout = 5000");
      return look(database);
    } finally {
      database.close();
    }
  });
}

/** The first column of all rows. */
export function column(database: DatabaseSync, sql: string): readonly unknown[] {
  return database
    .prepare(sql)
    .all()
    .map((row) => Object.values(row)[0]);
}

function newestVersion(): number {
  return readdirSync(path.join(packageRoot(), "sql", "state")).filter((name) => /^\d{3}-/.test(name)).length;
}

function damaged(file: string, damage: readonly unknown[]): Finding {
  return {
    health: "problem",
    text: `${file} is damaged: ${damage.join("; ")}`,
    next: "Move it away to begin a new history; the warehouse keeps what was loaded.",
  };
}

function tooNew(file: string, version: number): Finding {
  return {
    health: "problem",
    text: `${file} was written by a newer Millrace (version ${version} of the history)`,
    next: "Update Millrace, or move the file away to begin a new history.",
  };
}

function fromTheFuture(newest: number, now: number): Finding {
  const [event, clock] = [newest, now].map((time) => new Date(time).toISOString().slice(0, 16));
  return {
    health: "warning",
    text: `its newest event is of ${event}Z, and this computer's clock says ${clock}Z`,
    next: "Set the clock right; until that time has come, durations and the order of runs may look wrong.",
  };
}
