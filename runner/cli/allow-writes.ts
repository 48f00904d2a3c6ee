import { UserError } from "../../protocol/user-error.ts";
import type { Target } from "../config/target-config.ts";
import { safeText } from "../core/safe-text.ts";
import type { Session } from "../session.ts";
import { productionTarget } from "../write-access.ts";
import type { CommandContext } from "./command.ts";
import { canAsk, confirmByName } from "./confirm.ts";

/**
 * Called by every command before it writes to the session's warehouses: on a production target somebody types the
 * target's name, or has given `--yes`. A command that forgets it is refused by the session. Throws a UserError when
 * nobody agrees.
 */
export async function allowWrites(context: CommandContext, session: Session): Promise<void> {
  const { target, writes } = session;
  if (target === undefined || !writes.needsConsent) return;
  if (!context.yes) await askFor(target, context);
  writes.grant();
}

async function askFor({ name, description }: Target, context: CommandContext): Promise<void> {
  if (!canAsk(context)) throw productionTarget(name);
  const { paint } = context.style;
  const what = description === undefined ? "" : ` (${safeText(description)})`;
  const question = `${paint.yellow(`${name} is a production target`)}${what}. Type its name to go on:`;
  if (!(await confirmByName(context, question, name))) throw notTyped(name);
}

function notTyped(name: string): UserError {
  return new UserError({
    code: "production-target",
    message: `Nothing was done: the name ${name} was not typed.`,
    next: "Choose another target with --target, or run the command again.",
  });
}
