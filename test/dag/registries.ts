import { CHECKS } from "../../runner/checks/registry.ts";
import type { Registries } from "../../runner/dag/registries.ts";
import { OPERATORS } from "../../runner/operators/registry.ts";

export const REGISTRIES: Registries = { operators: OPERATORS, checks: CHECKS };
