import type { RecordPlace } from "./record-reader.ts";
import type { RowProblem } from "./row-encoder.ts";

/** A record that cannot be loaded. */
export interface Reject extends RowProblem {
  /** Key of the file in its lake. */
  readonly file: string;
  readonly place: RecordPlace;
  /** The beginning of the record as it is in the file. */
  readonly record: string;
  /** True when the rest of the file could not be read either; such a reject is never tolerated. */
  readonly fatal: boolean;
}

/** Rejects of one load: all are counted, the first MAX_KEPT are kept. */
export interface Rejects {
  readonly count: number;
  readonly kept: readonly Reject[];
  /** The reject to speak of: the first fatal one, else the first. */
  readonly first: Reject | undefined;
  readonly isFatal: boolean;
  add(reject: Omit<Reject, "record">, raw: Buffer): void;
}

export const MAX_KEPT = 1000;
const RECORD_CHARACTERS = 1000;

export function createRejects(): Rejects {
  const kept: Reject[] = [];
  let count = 0;
  let fatal: Reject | undefined;
  return {
    get count() {
      return count;
    },
    kept,
    get first() {
      return fatal ?? kept[0];
    },
    get isFatal() {
      return fatal !== undefined;
    },
    add(reject, raw) {
      count++;
      if (kept.length >= MAX_KEPT && !(reject.fatal && fatal === undefined)) return;
      const record = raw.toString("utf8", 0, RECORD_CHARACTERS * 4).slice(0, RECORD_CHARACTERS);
      const full = { ...reject, record };
      if (reject.fatal) fatal ??= full;
      kept.push(full);
    },
  };
}

/** `line 12`, with the record's number where the line alone does not tell which record. */
export function formatPlace(place: RecordPlace): string {
  return place.line === place.ordinal ? `line ${place.line}` : `line ${place.line} (record ${place.ordinal})`;
}
