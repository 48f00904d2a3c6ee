import { UserError } from "../../protocol/user-error.ts";
import type { StatementResult } from "../connections/warehouse.ts";
import { sqlStateOf } from "../loads/locate-sql-error.ts";
import type { ScanProbe } from "./check.ts";
import { locateCondition } from "./condition.ts";
import { scanStatement } from "./scan-statement.ts";

/** Postgres takes 1,664 columns in a result; a probe of a very wide table stays below it too. */
const MAX_AGGREGATES = 1600;

/** What follows a statement to have it understood and planned, but not carried out. */
const READING_NOTHING = " LIMIT 0";

/** The values of a probe's aggregates, or why the warehouse gives none. */
export type ScanAnswer = { readonly values: readonly unknown[] } | { readonly error: UserError };

type Ask = (sql: string) => Promise<StatementResult>;
type Answers = Map<ScanProbe, ScanAnswer>;

/**
 * Asks for the aggregates of all probes of one table in one statement. When the warehouse refuses it, those that
 * are to blame are found without reading the table, and the others share a statement again.
 */
export async function scanTable(probes: readonly ScanProbe[], ask: Ask): Promise<Answers> {
  const answers: Answers = new Map();
  for (const group of groupsOfLimitedSize(probes)) await scanTogether(group, ask, answers);
  return answers;
}

async function scanTogether(probes: readonly ScanProbe[], ask: Ask, answers: Answers): Promise<void> {
  const { sql, valuesOf } = scanStatement(probes);
  const error = await refusal(sql, ask, ({ rows }) => {
    for (const probe of probes) answers.set(probe, { values: valuesOf(probe, rows[0] ?? []) });
  });
  if (error === undefined) return;
  if (probes.length === 1 || isOfTheServer(error)) {
    for (const probe of probes) answers.set(probe, { error: explained(error, probe) });
    return;
  }
  const refused = await findRefused(probes, ask);
  for (const [probe, reason] of refused) answers.set(probe, { error: reason });
  const rest = probes.filter((probe) => !refused.has(probe));
  // When none is refused, some row's value is to blame, which only reading the table shows.
  const groups = refused.size > 0 ? [rest] : halves(rest);
  for (const group of groups) if (group.length > 0) await scanTogether(group, ask, answers);
}

/** The probes that the warehouse refuses whatever the table's rows are: nothing is read to find them. */
async function findRefused(
  probes: readonly ScanProbe[],
  ask: Ask,
): Promise<ReadonlyMap<ScanProbe, UserError>> {
  const noTable = await refusal(`SELECT count(*) FROM ${probes[0]?.table}${READING_NOTHING}`, ask);
  if (noTable !== undefined) return new Map(probes.map((probe) => [probe, explained(noTable)]));
  const refused = new Map<ScanProbe, UserError>();
  const search = async (group: readonly ScanProbe[]): Promise<void> => {
    const error = await refusal(scanStatement(group).sql + READING_NOTHING, ask);
    if (error === undefined) return;
    const [first, ...others] = group;
    if (first !== undefined && others.length === 0) refused.set(first, explained(error, first));
    else for (const half of halves(group)) await search(half);
  };
  await search(probes);
  return refused;
}

/** The error with which the warehouse refuses a statement. Defects and cancellation are thrown. */
async function refusal(
  sql: string,
  ask: Ask,
  use: (result: StatementResult) => void = () => {},
): Promise<UserError | undefined> {
  try {
    use(await ask(sql));
    return undefined;
  } catch (error) {
    if (error instanceof UserError && error.code !== "cancelled") return error;
    throw error;
  }
}

/** Asking for less would not help: the connection is lost, resources are exhausted, a time limit is over. */
function isOfTheServer(error: UserError): boolean {
  return error.retryable || /^(?:53|57|58|XX)/.test(sqlStateOf(error) ?? "");
}

/** In terms of the probe's own statement, or of the table's alone. */
function explained(error: UserError, probe?: ScanProbe): UserError {
  return probe === undefined
    ? locateCondition(error, "", undefined)
    : locateCondition(error, scanStatement([probe]).sql, probe.where);
}

function halves<T>(items: readonly T[]): readonly (readonly T[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

function groupsOfLimitedSize(probes: readonly ScanProbe[]): readonly (readonly ScanProbe[])[] {
  const groups: ScanProbe[][] = [];
  let size = MAX_AGGREGATES;
  for (const probe of probes) {
    size += probe.aggregates.length;
    if (size > MAX_AGGREGATES) {
      groups.push([]);
      size = probe.aggregates.length;
    }
    groups.at(-1)?.push(probe);
  }
  return groups;
}
