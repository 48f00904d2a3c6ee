import { parseArgs } from "node:util";

export const AREAS = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;
export type Area = (typeof AREAS)[number];

/** Sizes of what is measured. */
export interface Sizes {
  /** Tasks of one DAG. */
  readonly tasks: number;
  /** Runs in the history. */
  readonly runs: number;
  /** Records of the large file. */
  readonly events: number;
  /** Small files, one record each. */
  readonly songs: number;
  /** Bytes of the object that memory is measured with. */
  readonly hugeBytes: number;
  /** Rows of the table that has many checks. */
  readonly checkedRows: number;
  /** Times that each command is measured where it takes a moment. */
  readonly commandRounds: number;
  /** Times that everything else is measured. */
  readonly rounds: number;
}

export interface BenchOptions {
  readonly areas: readonly Area[];
  readonly isQuick: boolean;
  readonly sizes: Sizes;
}

export const FULL: Sizes = {
  tasks: 1000,
  runs: 10_000,
  events: 1_000_000,
  songs: 14_896,
  hugeBytes: 2_000_000_000,
  checkedRows: 10_000_000,
  commandRounds: 15,
  rounds: 5,
};
const QUICK: Sizes = {
  tasks: 200,
  runs: 1000,
  events: 100_000,
  songs: 2000,
  hugeBytes: 200_000_000,
  checkedRows: 200_000,
  commandRounds: 5,
  rounds: 2,
};

export const HELP = `Usage: npm run bench -- [options]

  --only <areas>   a: time per task, b: long history, c: staging, d: first query,
                   e: many checks of one table, f: DAG graph,
                   g: the extension in the editor, h: staging from S3
                   (default: all)
  --quick          smaller sizes and fewer rounds: to see that it works, not to quote
  --events <n>     records of the large file (default: ${FULL.events})
  --songs <n>      small files (default: ${FULL.songs})
  --huge <n>       bytes of the object for memory (default: ${FULL.hugeBytes})
  --checked <n>    rows of the table that has many checks (default: ${FULL.checkedRows})
  --rounds <n>     rounds of everything (default: ${FULL.rounds}, and ${FULL.commandRounds} of commands that take a moment)
  --help           this text
`;

/** Reads the arguments; undefined when help was asked for. Throws an Error whose message is for the user. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string" },
      quick: { type: "boolean", default: false },
      events: { type: "string" },
      songs: { type: "string" },
      huge: { type: "string" },
      checked: { type: "string" },
      rounds: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  const sizes = values.quick ? QUICK : FULL;
  const rounds = wholeNumber("--rounds", values.rounds);
  return {
    areas: values.only === undefined ? AREAS : readAreas(values.only),
    isQuick: values.quick,
    sizes: {
      ...sizes,
      events: wholeNumber("--events", values.events) ?? sizes.events,
      songs: wholeNumber("--songs", values.songs) ?? sizes.songs,
      hugeBytes: wholeNumber("--huge", values.huge) ?? sizes.hugeBytes,
      checkedRows: wholeNumber("--checked", values.checked) ?? sizes.checkedRows,
      ...(rounds === undefined ? {} : { rounds, commandRounds: rounds }),
    },
  };
}

function readAreas(text: string): readonly Area[] {
  const wanted = text.split(",").map((part) => part.trim());
  const unknown = wanted.find((part) => !AREAS.some((area) => area === part));
  if (unknown !== undefined)
    throw new Error(`--only: "${unknown}" is no area; there are ${AREAS.join(", ")}.`);
  return AREAS.filter((area) => wanted.includes(area));
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text.replaceAll(/[_,]/g, ""));
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${option}: "${text}" is not a whole number.`);
}
