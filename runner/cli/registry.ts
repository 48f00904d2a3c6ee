import type { CliCommand } from "./command.ts";
import { backfill } from "./commands/backfill.ts";
import { demo } from "./commands/demo.ts";
import { graph } from "./commands/graph.ts";
import { init } from "./commands/init.ts";
import { list } from "./commands/list.ts";
import { logs } from "./commands/logs.ts";
import { run } from "./commands/run.ts";
import { sql } from "./commands/sql.ts";
import { status } from "./commands/status.ts";
import { tables } from "./commands/tables.ts";
import { validate } from "./commands/validate.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly CliCommand[] = [
  init,
  list,
  validate,
  graph,
  run,
  backfill,
  status,
  logs,
  sql,
  tables,
  demo,
];
