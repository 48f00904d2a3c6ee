import type { Config } from "../config/config.ts";
import type { Registries } from "./registries.ts";

/** What the reading of one DAG file has at hand. */
export interface Reading {
  readonly workspace: string;
  /** Workspace-relative. */
  readonly dagFile: string;
  readonly config: Config;
  readonly registries: Registries;
}
