import type { Value } from "./value.ts";

/** Names that expressions see: those of this scope, then of the ones around it. */
export interface Scope {
  readonly names: Map<string, Value>;
  readonly around: Scope | undefined;
}

export function innerScope(around: Scope, names: Iterable<readonly [string, Value]> = []): Scope {
  return { names: new Map(names), around };
}

export function lookUp(scope: Scope, name: string): Value | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.around) {
    const value = at.names.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

export function namesIn(scope: Scope): readonly string[] {
  const names: string[] = [];
  for (let at: Scope | undefined = scope; at !== undefined; at = at.around) names.unshift(...at.names.keys());
  return [...new Set(names)];
}
