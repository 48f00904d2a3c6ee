import path from "node:path";
import { UserError } from "../../protocol/user-error.ts";
import type { BucketAccess, KnownLake, LakeAddress } from "./address.ts";
import type { Place } from "./place.ts";

export interface Resolved {
  readonly address: LakeAddress;
  /** Of the lake that `address` opens; for a path the whole of it is in the address, and this is empty. */
  readonly key: string;
  /** The connection that the place is in, however it was named: its target has a say in writing there. */
  readonly connection: string | undefined;
}

/**
 * The lake that a place is in. A bucket that a connection has is opened as the connection does it, unless `access` says
 * how. Throws a UserError when two connections have it and each does it in its own way.
 */
export function resolvePlace(
  place: Place,
  known: readonly KnownLake[],
  access: BucketAccess,
  cwd: string,
): Resolved {
  switch (place.kind) {
    case "connection":
      return {
        address: { kind: "connection", name: place.name },
        key: place.key,
        connection: innermostOf(place.name, place.key, known),
      };
    case "bucket":
      return resolveBucket(place, known, access);
    case "path": {
      const absolute = path.resolve(cwd, place.path);
      return {
        address: { kind: "folder", path: absolute },
        key: "",
        connection: folderOf(absolute, known)?.name,
      };
    }
  }
}

function resolveBucket(
  { text, bucket, key }: Extract<Place, { readonly kind: "bucket" }>,
  known: readonly KnownLake[],
  access: BucketAccess,
): Resolved {
  const isGiven = Object.keys(access).length > 0;
  const having = known.filter(
    (lake) => lake.type === "s3" && lake.bucket === bucket && lake.sameAs === undefined,
  ) as readonly (KnownLake & {
    readonly type: "s3";
  })[];
  // Of several, the one for that part of the bucket.
  const inside = having.filter(({ prefix }) => key.startsWith(prefix));
  const longest = Math.max(0, ...inside.map(({ prefix }) => prefix.length));
  const best = inside.filter(({ prefix }) => prefix.length === longest);
  const candidates = best.length > 0 ? best : having;
  const [only] = candidates;
  // With settings of one's own it may be another server's bucket of the same name.
  const here = isGiven
    ? candidates.find(({ endpoint }) => access.endpoint === undefined || endpoint === access.endpoint)
    : only;
  if (isGiven || only === undefined)
    return { address: { kind: "bucket", bucket, access }, key, connection: here?.name };
  if (candidates.length > 1)
    throw severalConnections(
      text,
      bucket,
      candidates.map(({ name }) => name),
    );
  return { address: { kind: "bucket", bucket, like: only.name, access }, key, connection: only.name };
}

/** A lake can have another one in it: the one that is asked is that of the key. */
function innermostOf(name: string, key: string, known: readonly KnownLake[]): string {
  const named = known.find((lake) => lake.name === name);
  if (named?.type === "files") {
    const inner = folderOf(path.resolve(named.root, key), known);
    return inner === undefined || inner.root === named.root ? name : inner.name;
  }
  let best = named;
  if (best === undefined) return name;
  const whole = best.prefix + key;
  for (const lake of known) {
    if (lake.type !== "s3" || lake.bucket !== best.bucket || lake.endpoint !== best.endpoint) continue;
    if (whole.startsWith(lake.prefix) && lake.prefix.length > best.prefix.length) best = lake;
  }
  return best.name;
}

/** Of folders in each other the innermost one that a file or folder is in. */
function folderOf(
  file: string,
  known: readonly KnownLake[],
): (KnownLake & { readonly type: "files" }) | undefined {
  return known
    .filter((lake) => lake.type === "files")
    .filter(({ root }) => isInside(file, root))
    .reduce<(KnownLake & { readonly type: "files" }) | undefined>(
      (best, lake) => (best === undefined || lake.root.length > best.root.length ? lake : best),
      undefined,
    );
}

function isInside(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return (
    relative === "" ||
    (!relative.startsWith(`..${path.sep}`) && relative !== ".." && !path.isAbsolute(relative))
  );
}

function severalConnections(text: string, bucket: string, names: readonly string[]): UserError {
  return new UserError({
    code: "bad-place",
    message: `${text}: the connections ${names.join(" and ")} both have the bucket ${bucket}.`,
    next: `Name the one that is meant, such as ${names[0]}:KEY; its keys begin after its prefix.`,
  });
}
