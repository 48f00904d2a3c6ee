import { UserError } from "../protocol/user-error.ts";
import type { Config } from "./config/config.ts";
import type { Settings } from "./config/load-config.ts";
import { CONFIG_FILE } from "./config/load-config.ts";
import type { Target } from "./config/target-config.ts";
import { didYouMeanText } from "./core/did-you-mean.ts";
import { requireUsableConfig } from "./project.ts";

/** A target that somebody asked for, and how: what an error about it names. */
export interface WantedTarget {
  readonly name: string;
  readonly by: "--target" | "MILLRACE_TARGET" | "the editor";
}

/** The target of that name; without a name the one that `millrace.json` chooses, if it does. */
export function findTarget(config: Config, wanted: WantedTarget | undefined): Target | undefined {
  const name = wanted?.name ?? config.target;
  return name !== undefined && Object.hasOwn(config.targets, name) ? config.targets[name] : undefined;
}

/** As `findTarget`, but a target that is wanted and not there is a UserError: work elsewhere would be wrong. */
export function chooseTarget(settings: Settings, wanted: WantedTarget | undefined): Target | undefined {
  const target = findTarget(settings.config, wanted);
  const name = wanted?.name ?? settings.config.target;
  if (target !== undefined || name === undefined) return target;
  // Of a file with mistakes it cannot be said which targets it has; its own choice of one that is not there is one.
  requireUsableConfig(settings);
  throw unknownTarget(name, wanted?.by ?? CONFIG_FILE, Object.keys(settings.config.targets));
}

function unknownTarget(name: string, by: string, names: readonly string[]): UserError {
  return new UserError({
    code: "unknown-target",
    message: `${by}: there is no target "${name}".${didYouMeanText(name, names)}`,
    next:
      names.length === 0
        ? `${CONFIG_FILE} has none: add "targets" to it.`
        : `The targets of ${CONFIG_FILE}: ${names.join(", ")}.`,
  });
}
