/**
 * Seeded randomness for the sample data. Only integer operations, so the same seed gives the same numbers on
 * every machine and every version of Node.
 */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, n). */
  below(n: number): number;
}

/** A stream of numbers (sfc32). */
export function createRandom(seed: number): Random {
  let a = scramble(seed);
  let b = scramble(a ^ 0x9e3779b9);
  let c = scramble(b ^ 0x85ebca6b);
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 12; i++) next();
  return { next, below: (n) => Math.floor(next() * n) };
}

/**
 * The number that belongs to (seed, topic, index): things that are numbered (users, songs) get their properties
 * from it and need not be kept. 32 bits, unsigned.
 */
export function numberFor(seed: number, topic: number, index: number): number {
  return scramble(scramble(seed ^ Math.imul(topic, 0x9e3779b1)) ^ Math.imul(index + 1, 0x85ebca77)) >>> 0;
}

/** As `numberFor`, in [0, 1). */
export function shareFor(seed: number, topic: number, index: number): number {
  return numberFor(seed, topic, index) / 4_294_967_296;
}

/** The element of the list that belongs to (seed, topic, index). */
export function pickFor<T>(list: readonly T[], seed: number, topic: number, index: number): T {
  return at(list, numberFor(seed, topic, index) % list.length);
}

/** The element at `index`, which must be there. */
export function at<T>(list: readonly T[], index: number): T {
  const element = list[index];
  if (element === undefined) throw new RangeError(`No element ${index} in a list of ${list.length}.`);
  return element;
}

/** Mixes all bits of a 32-bit integer (murmur3's finalizer). */
function scramble(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
