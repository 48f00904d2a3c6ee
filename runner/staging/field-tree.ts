/** One step of a path into a record: a field's name or an array's index, from 0. */
export type PathStep = string | number;

/**
 * A place in a record that a path goes through or ends at. All places of a mapping form a tree, which the record
 * parser walks as it reads: fields outside the tree are only checked, never kept.
 */
export interface FieldNode {
  /** Where the parser puts the value found here; -1 when no path ends here. */
  slot: number;
  readonly fields: Map<string, FieldNode>;
  readonly items: Map<number, FieldNode>;
  readonly ignoreCase: boolean;
  /** Slots of everything below. A repeated field replaces the earlier one, so they are emptied first. */
  readonly below: number[];
  /** Names met so far, by their bytes as written; see `KnownKey`. */
  readonly knownKeys: Map<string, KnownKey>;
  firstKey: KnownKey | undefined;
}

/**
 * A field name as it is written in the files, up to and with its closing quote: four bytes to a word, the first one
 * lowest, because that is the fastest way to compare them. Records of one file mostly have
 * the same fields in the same order, so `next` guesses the following name and saves looking it up.
 */
export interface KnownKey {
  readonly words: Int32Array;
  /** Bytes of it. */
  readonly length: number;
  /** Bits of the last word that are no part of it: the upper ones. */
  readonly rest: number;
  /** 128 when there are bytes above 127, else 0. */
  readonly high: number;
  readonly node: FieldNode | undefined;
  next: KnownKey | undefined;
}

/** The places that the paths of a mapping lead to, and which slot each path's value is found in. */
export interface FieldTree {
  readonly root: FieldNode;
  /** For each path, the slot of its value; paths to the same place share one. */
  readonly slots: readonly number[];
  readonly slotCount: number;
}

/** Builds the tree of some paths. With `ignoreCase`, field names are compared in lower case. */
export function buildFieldTree(paths: readonly (readonly PathStep[])[], ignoreCase: boolean): FieldTree {
  const root = newNode(ignoreCase);
  let slotCount = 0;
  const slots = paths.map((path) => {
    const nodes = [root];
    let node = root;
    for (const step of path) {
      node = childOf(node, step);
      nodes.push(node);
    }
    if (node.slot === -1) {
      node.slot = slotCount++;
      for (const ancestor of nodes.slice(0, -1)) ancestor.below.push(node.slot);
    }
    return node.slot;
  });
  return { root, slots, slotCount };
}

/** The place that a field of this name leads to. */
export function fieldNode(parent: FieldNode, name: string): FieldNode | undefined {
  return parent.fields.get(parent.ignoreCase ? name.toLowerCase() : name);
}

function childOf(parent: FieldNode, step: PathStep): FieldNode {
  if (typeof step === "number") return getOrAdd(parent.items, step, parent.ignoreCase);
  return getOrAdd(parent.fields, parent.ignoreCase ? step.toLowerCase() : step, parent.ignoreCase);
}

function getOrAdd<K>(nodes: Map<K, FieldNode>, key: K, ignoreCase: boolean): FieldNode {
  const known = nodes.get(key);
  if (known !== undefined) return known;
  const node = newNode(ignoreCase);
  nodes.set(key, node);
  return node;
}

function newNode(ignoreCase: boolean): FieldNode {
  return {
    slot: -1,
    fields: new Map(),
    items: new Map(),
    ignoreCase,
    below: [],
    knownKeys: new Map(),
    firstKey: undefined,
  };
}
