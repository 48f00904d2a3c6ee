import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import type { StepFinding, TestStep } from "../connection-test.ts";
import type { Transaction, Warehouse } from "../warehouse.ts";
import { connectError } from "./connect-errors.ts";
import { sqlErrorCause } from "./errors.ts";
import { isSocketFolder, type PostgresOptions, serverAddress } from "./options.ts";
import { postgresWarehouse } from "./postgres-warehouse.ts";
import { versionRemark } from "./server-version.ts";
import { TIMED_OUT } from "./wire-connection.ts";

/** SQLSTATE of a database that is not there; the server tells it to those who have signed in only. */
const NO_DATABASE = "3D000";

const LABEL = "millrace connections test";

const REACH_MILLISECONDS = 10_000;

export interface PostgresTestOptions {
  /** Asked at the first step: an embedded server is started before. */
  readonly options: () => PostgresOptions;
  /** Makes the database that is not there. Without it that is what is wrong. */
  readonly makeDatabase?: () => Promise<void>;
  /** Why nothing may be written; see `SessionOptions.readOnly`. */
  readonly readOnly: string | undefined;
}

export interface PostgresTest {
  readonly steps: readonly TestStep[];
  close(): Promise<void>;
}

/** From the network to the right to make tables. Nothing of it stays on the server. */
export function postgresTest({ options, makeDatabase, readOnly }: PostgresTestOptions): PostgresTest {
  let opened: Warehouse | undefined;
  let missing: unknown;
  const warehouse = (): Warehouse => {
    opened ??= postgresWarehouse({ ...options(), maxSessions: 1 });
    return opened;
  };
  const ask = async (sql: string, signal: AbortSignal): Promise<string> => {
    const { rows } = await warehouse().query(sql, [], { signal, label: LABEL });
    return String(rows[0]?.[0]);
  };
  const steps: readonly TestStep[] = [
    { name: "reach", run: (signal) => reach(options(), signal) },
    {
      name: "sign in",
      run: async (signal) => {
        try {
          return { found: `as ${await ask("SELECT current_user", signal)}` };
        } catch (error) {
          if (sqlErrorCause(error)?.sqlState !== NO_DATABASE) throw error;
          missing = error;
          return { found: `as ${options().user}` };
        }
      },
    },
    {
      name: "database",
      run: async (signal) => {
        if (missing === undefined) return { found: await ask("SELECT current_database()", signal) };
        if (makeDatabase === undefined) throw missing;
        await makeDatabase();
        return { found: `${await ask("SELECT current_database()", signal)}, made now` };
      },
    },
    {
      name: "query",
      run: async (signal) => ({ found: shortVersion(await ask("SELECT version()", signal)) }),
    },
    {
      name: "make a table",
      run: async (signal) =>
        readOnly === undefined ? makeTable(warehouse(), signal) : { skipped: readOnly },
    },
  ];
  return { steps, close: async () => opened?.close() };
}

async function reach(options: PostgresOptions, signal: AbortSignal): Promise<StepFinding> {
  const { host, hostAddress, port } = options;
  const socket = isSocketFolder(host)
    ? connect({ path: serverAddress(options), signal })
    : connect({ host: hostAddress ?? host, port, signal });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.setTimeout(REACH_MILLISECONDS, () => reject(new Error(TIMED_OUT)));
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
  } catch (error) {
    throw connectError({ ...options, connectMilliseconds: REACH_MILLISECONDS }, error);
  } finally {
    socket.destroy();
  }
  return { found: serverAddress(options) };
}

/** Rolled back, so that nobody ever sees it. */
async function makeTable(warehouse: Warehouse, signal: AbortSignal): Promise<StepFinding> {
  const undo = new Error("undo");
  let schema = "";
  const work = async (tx: Transaction): Promise<void> => {
    const { rows } = await tx.query("SELECT current_schema()");
    schema = String(rows[0]?.[0] ?? "");
    await tx.query(`CREATE TABLE millrace_test_${randomBytes(8).toString("hex")} (id integer)`);
    throw undo;
  };
  try {
    await warehouse.transaction({ signal, label: LABEL }, work);
  } catch (error) {
    if (error !== undo) throw error;
  }
  return { found: `allowed in schema ${schema}; undone` };
}

/** `PostgreSQL 18.4`, of all that the server says about itself. */
function shortVersion(version: string): string {
  const short = /^\S+ [\d.]+\w*/.exec(version)?.[0] ?? version;
  return `${short}${versionRemark(version)}`;
}
