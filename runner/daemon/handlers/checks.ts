import type { CheckRecord } from "../../../protocol/history.ts";
import { checkHistory, failingRows } from "../../../protocol/rpc/runs.ts";
import { runChecks } from "../../../protocol/rpc/work.ts";
import { UserError } from "../../../protocol/user-error.ts";
import type { EvaluatedCheck } from "../../check-session.ts";
import type { ChosenCheck } from "../../choose-checks.ts";
import { chooseAmong } from "../../core/check-selection.ts";
import type { HandlerGroup } from "../handler.ts";
import { handle } from "../handler.ts";
import { checkView } from "../views/runs.ts";

/** Looking at check results, and evaluating checks alone. */
export function checkHandlers(): HandlerGroup {
  return {
    handlers: [
      handle(checkHistory, ({ session }, filter) => {
        const store = session.history();
        return store.checkHistory(filter).map((check) => checkView(check, store));
      }),
      handle(failingRows, ({ session }, { intervalStart, ...key }) => {
        const store = session.history();
        const found =
          intervalStart === undefined
            ? store
                .latestChecks(key.dagId)
                .find(({ taskId, name }) => taskId === key.taskId && name === key.name)
            : // The newest interval that starts before the next millisecond.
              store
                .checkHistory({ ...key, before: justAfter(intervalStart), limit: 1 })
                .find(({ interval }) => interval.start === intervalStart);
        if (found === undefined) throw notEvaluated(key.name, intervalStart);
        return { check: checkView(found, store), rows: found.failing ?? null };
      }),
      handle(
        runChecks,
        async ({ session, signal }, { requestId: _, names = [], tables, taskId, ...rest }) => {
          const task = taskId === undefined ? {} : { task: taskId };
          const chosen = ofTables(await session.chooseChecks({ ...rest, ...task, names }), tables);
          const evaluated = await session.check(chosen, signal);
          const store = session.history();
          return evaluated.map((one) => checkView(recordOf(one), store));
        },
      ),
    ],
  };
}

function ofTables(
  chosen: readonly ChosenCheck[],
  tables: readonly string[] | undefined,
): readonly ChosenCheck[] {
  if (tables === undefined) return chosen;
  const wanted = new Set(
    tables.flatMap((table) => {
      const found = chooseAmong(chosen, { names: [], table });
      if (!found.ok) throw new UserError({ code: "unknown-check", message: found.message, next: found.next });
      return found.checks;
    }),
  );
  return chosen.filter((one) => wanted.has(one));
}

function recordOf({ dagId, taskId, interval, runId, result, at }: EvaluatedCheck): CheckRecord {
  return { ...result, dagId, taskId, interval, runId, tryId: null, at };
}

function justAfter(start: string): string {
  return new Date(Date.parse(start) + 1).toISOString();
}

function notEvaluated(name: string, start: string | undefined): UserError {
  return new UserError({
    code: "not-evaluated",
    message: `The check "${name}" was not evaluated${start === undefined ? " yet" : ` for the interval that starts at ${start}`}.`,
    next: "Run it first.",
  });
}
