import { UserError } from "../../protocol/user-error.ts";
import type { Target } from "../config/target-config.ts";
import { safeText } from "../core/safe-text.ts";
import type { GuardedTarget } from "../write-access.ts";
import { productionLake, productionTarget } from "../write-access.ts";
import type { CommandContext } from "./command.ts";
import { canAsk, confirmByName } from "./confirm.ts";

/**
 * Called by every command before it writes to the session's warehouses: on a production target somebody types the
 * target's name, or has given `--yes`. A command that forgets it is refused by the session. `lake` is the name of what is
 * written where it is a lake of a target that is not worked on. Throws a UserError when nobody agrees.
 */
export async function allowWrites(
  context: CommandContext,
  { target, writes }: GuardedTarget,
  lake?: string,
): Promise<void> {
  if (target === undefined || !writes.needsConsent) return;
  if (!context.yes) await askFor(target, context, lake);
  writes.grant();
}

async function askFor(
  { name, description }: Target,
  context: CommandContext,
  lake: string | undefined,
): Promise<void> {
  if (!canAsk(context)) throw lake === undefined ? productionTarget(name) : productionLake(lake, name);
  const { paint } = context.style;
  const what = description === undefined ? "" : ` (${safeText(description)})`;
  const is =
    lake === undefined
      ? `${name} is a production target`
      : `${lake} is a lake of the production target ${name}`;
  const question = `${paint.yellow(is)}${what}. Type ${lake === undefined ? "its" : "the target's"} name to go on:`;
  if (!(await confirmByName(context, question, name))) throw notTyped(name);
}

function notTyped(name: string): UserError {
  return new UserError({
    code: "production-target",
    message: `Nothing was done: the name ${name} was not typed.`,
    next: "Choose another target with --target, or run the command again.",
  });
}
