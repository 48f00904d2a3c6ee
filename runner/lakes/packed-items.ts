import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { LakeObject } from "../connections/lake.ts";
import type { CopyItem, CopyReason } from "./plan.ts";

/** What is going to be copied, in the order of the plan; any number of times. */
export interface CopyItems extends Iterable<CopyItem> {
  readonly count: number;
}

export interface PackedItems extends CopyItems {
  add(item: CopyItem): void;
}

type Row = readonly [key: string, size: number, etag: string, time: number, reason: CopyReason];

/** Items that are packed together. */
const PAGE = 500;

/**
 * A list for millions of items: about 45 bytes for each, where objects take ten times as much. They are packed by pages;
 * what a listing's answer was read from is let go with them. `keyOf` gives the key of an object again.
 */
export function packedItems(keyOf: (object: LakeObject) => string): PackedItems {
  const pages: Buffer[] = [];
  let rows: Row[] = [];
  const itemOf = ([key, size, etag, time, reason]: Row): CopyItem => {
    const object = { key, size, etag, lastModified: new Date(time) };
    return { object, key: keyOf(object), reason };
  };
  return {
    get count() {
      return pages.length * PAGE + rows.length;
    },
    add({ object: { key, size, etag, lastModified }, reason }) {
      rows.push([key, size, etag, lastModified.getTime(), reason]);
      if (rows.length < PAGE) return;
      pages.push(deflateRawSync(JSON.stringify(rows), { level: 1 }));
      rows = [];
    },
    *[Symbol.iterator]() {
      for (const page of pages)
        for (const row of JSON.parse(inflateRawSync(page).toString()) as Row[]) yield itemOf(row);
      for (const row of rows) yield itemOf(row);
    },
  };
}
