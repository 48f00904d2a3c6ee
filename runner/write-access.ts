import { UserError } from "../protocol/user-error.ts";
import type { Target } from "./config/target-config.ts";

/**
 * Whether anything may be written on a target. A read-only one never allows it; a production one when somebody
 * who was asked has agreed. The session asks before it runs tasks, and its warehouses at every statement, so
 * that a command that forgets to ask is refused.
 */
export interface WriteAccess {
  /** Why nothing may be written now, as refusals tell it; undefined when it may. */
  readonly refusal: string | undefined;
  /** Whether somebody has to be asked first. */
  readonly needsConsent: boolean;
  /** Somebody has agreed. On a read-only target it changes nothing. */
  grant(): void;
  /** The same until what comes back is called: for work that goes on while nothing else is agreed to. */
  hold(): () => void;
  /** Throws a UserError when nothing may be written. */
  require(): void;
}

/** A target, and whether anything may be written on it. */
export interface GuardedTarget {
  readonly target: Target | undefined;
  readonly writes: WriteAccess;
}

/**
 * For one order or one statement of a process that lives on: what somebody agrees to who has been asked about the
 * target of this name, and no more.
 */
export function accessByConsent(target: Target | undefined, consent: string | undefined): WriteAccess {
  const access = writeAccess(target);
  if (consent !== undefined && consent === target?.name) access.grant();
  return access;
}

export function writeAccess(target: Target | undefined): WriteAccess {
  let isGranted = target?.production !== true;
  let holders = 0;
  const isAllowed = (): boolean => isGranted || holders > 0;
  return {
    get refusal() {
      if (target?.readOnly === true) return `the target ${target.name} is read-only`;
      return isAllowed()
        ? undefined
        : `the target ${target?.name} is a production one, and nobody has agreed to writing`;
    },
    get needsConsent() {
      return target?.readOnly !== true && !isAllowed();
    },
    grant() {
      isGranted = true;
    },
    hold() {
      let isHeld = true;
      holders += 1;
      return () => {
        if (isHeld) holders -= 1;
        isHeld = false;
      };
    },
    require() {
      if (target?.readOnly === true) throw readOnlyTarget(target.name);
      if (target !== undefined && !isAllowed()) throw productionTarget(target.name);
    },
  };
}

function readOnlyTarget(name: string): UserError {
  return new UserError({
    code: "read-only-target",
    message: `The target ${name} is read-only, so nothing runs on it.`,
    next: "Choose another one with --target.",
  });
}

/** What a command is told that would write where somebody has to agree, and cannot ask. */
export function productionTarget(name: string): UserError {
  return new UserError({
    code: "production-target",
    message: `${name} is a production target, and nobody can be asked here, so nothing was done.`,
    next: "Give --yes if this is meant, or choose another target with --target.",
  });
}

/** The same for a lake of a production target that is not the one that is worked on. */
export function productionLake(lake: string, target: string): UserError {
  return new UserError({
    code: "production-target",
    message: `${lake} is a lake of the production target ${target}, and nobody can be asked here, so nothing was done.`,
    next: "Give --yes if this is meant, or copy to another place.",
  });
}
