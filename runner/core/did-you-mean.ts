/**
 * The candidate that a mistyped name most likely stands for, or undefined when none is near.
 * Case and the separators `-`, `_`, `.` and space weigh nothing, so `LoadSongplays` finds `load_songplays`.
 */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  return nearestNames(name, candidates, 1)[0];
}

/** The near candidates, nearest first, in the given order among equals; at most `limit` of them. */
export function nearestNames(name: string, candidates: Iterable<string>, limit = 3): readonly string[] {
  const wanted = fold(name);
  const near: { readonly candidate: string; readonly distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const distance = distanceOfNames(wanted, fold(candidate));
    if (distance !== undefined) near.push({ candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance);
  return near.slice(0, limit).map((entry) => entry.candidate);
}

/** ` Did you mean "x"?`, or an empty text: to be put at the end of a message. */
export function didYouMeanText(name: string, candidates: Iterable<string>): string {
  const nearest = didYouMean(name, candidates);
  return nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]/g, "");
}

/** Edits between two folded names, or undefined when they are too far apart to suggest one for the other. */
function distanceOfNames(wanted: string, candidate: string): number | undefined {
  const distance = editDistance(wanted, candidate);
  const longer = Math.max(wanted.length, candidate.length);
  if (distance <= Math.max(1, Math.floor(longer / 3)) && distance < longer) return distance;
  // `songplays` for `load_songplays`: a whole part of the name, long enough not to be chance.
  const shorter = Math.min(wanted.length, candidate.length);
  const contained = shorter >= 3 && (candidate.includes(wanted) || wanted.includes(candidate));
  return contained ? longer : undefined;
}

/** Optimal string alignment distance: insert, delete, replace, or swap two neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(at(last, j) + 1, at(row, j - 1) + 1, replace);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, at(beforeLast, j - 2) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
