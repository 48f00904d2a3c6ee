/** Something that happens at a time. Equal times go by `id`. */
export interface Timed {
  /** Milliseconds since the epoch. */
  ts: number;
  readonly id: number;
}

/** Keeps the earliest at hand: a binary heap. Its size is the number of sessions that are open at a time. */
export interface Heap<T extends Timed> {
  earliest(): T | undefined;
  push(item: T): void;
  /** To be called after the earliest one's time was moved on. */
  settle(): void;
  dropEarliest(): void;
}

export function createHeap<T extends Timed>(): Heap<T> {
  const items: T[] = [];
  const before = (a: T, b: T): boolean => a.ts < b.ts || (a.ts === b.ts && a.id < b.id);

  const sink = (): void => {
    const item = items[0];
    if (item === undefined) return;
    let place = 0;
    for (;;) {
      const left = items[2 * place + 1];
      if (left === undefined) break;
      const right = items[2 * place + 2];
      const rightFirst = right !== undefined && before(right, left);
      const child = rightFirst ? right : left;
      if (!before(child, item)) break;
      items[place] = child;
      place = 2 * place + (rightFirst ? 2 : 1);
    }
    items[place] = item;
  };

  return {
    earliest: () => items[0],
    push(item) {
      let place = items.length;
      items.push(item);
      while (place > 0) {
        const parentPlace = (place - 1) >> 1;
        const parent = items[parentPlace];
        if (parent === undefined || !before(item, parent)) break;
        items[place] = parent;
        place = parentPlace;
      }
      items[place] = item;
    },
    settle: sink,
    dropEarliest() {
      const last = items.pop();
      if (last !== undefined && items.length > 0) items[0] = last;
      sink();
    },
  };
}
