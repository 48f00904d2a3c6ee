/** One line of the table. */
export interface Figure {
  readonly what: string;
  /** One value for each round. */
  readonly samples: readonly number[];
  readonly unit: Unit;
  /** What the median should stay under. */
  readonly goal?: number;
  /** What the median of the ratios to `base` should reach. */
  readonly ratioGoal?: number;
  /** What it is compared with: values of the same rounds, in the same unit. */
  readonly base?: { readonly name: string; readonly samples: readonly number[] };
}

export type Unit = "kB" | "ms per task" | "s" | "ms" | "rows/s" | "MB/s" | "files/s" | "MB";

/** The figures of one area, and what exactly they measure. */
export interface Measured {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Throws when there are no samples: a figure without any is a defect of the benchmark. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b);
  const least = sorted.at(0);
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) throw new Error("A figure has no samples.");
  const middle = (sorted.length - 1) / 2;
  const below = sorted[Math.floor(middle)] ?? least;
  const above = sorted[Math.ceil(middle)] ?? most;
  return { median: (below + above) / 2, least, most };
}

/** The ratios of the rounds: both values of one are measured close together, under the same load. */
export function ratiosOf(samples: readonly number[], base: readonly number[]): readonly number[] {
  return samples.map((value, round) => value / (base[round] ?? Number.NaN));
}

/** Whether the median meets the figure's goal; undefined when it has none. */
export function meetsGoal({ samples, goal, base, ratioGoal }: Figure): boolean | undefined {
  if (ratioGoal !== undefined && base !== undefined)
    return spreadOf(ratiosOf(samples, base.samples)).median >= ratioGoal;
  return goal === undefined ? undefined : spreadOf(samples).median < goal;
}
