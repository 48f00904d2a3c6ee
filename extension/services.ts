import type * as vscode from "vscode";
import type { AnswerMemory } from "./answer-memory.ts";
import type { BackfillFormPort } from "./backfill-form-port.ts";
import type { ConnectionFormPort } from "./connection-form-port.ts";
import type { ConnectionTests } from "./connection-tests.ts";
import type { DockerNewsStore } from "./docker-news.ts";
import type { GraphPort } from "./graph-port.ts";
import type { ResultsPort } from "./results-port.ts";
import type { SecretsPort } from "./secrets/secrets-port.ts";
import type { SqlServices } from "./sql/sql-services.ts";
import type { TreesPort } from "./trees/trees-port.ts";
import type { Workspaces } from "./workspaces.ts";

/** What commands and surfaces are given. Surfaces know the model and each other's ports, never each other. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly workspaces: Workspaces;
  /** What the user answered last, by question. */
  readonly memory: AnswerMemory;
  /** Where rows are shown, whoever has them. */
  readonly results: ResultsPort;
  /** SQL of editors: made by `sqlServices`, which `results` is a part of. */
  readonly sql: SqlServices;
  readonly graph: GraphPort;
  /** What the last test of each connection found, while the window is open. */
  readonly connectionTests: ConnectionTests;
  /** What was done with Docker in this window. */
  readonly dockerNews: DockerNewsStore;
  /** The tree views, for commands about their rows. */
  readonly trees: TreesPort;
  /** The form that every backfill begins with. */
  readonly backfillForm: BackfillFormPort;
  readonly connectionForm: ConnectionFormPort;
  /** What the editor keeps for each folder. */
  readonly secrets: SecretsPort;
}
