import { accessDenied, noSuchBucket, permanentRedirect, wrongRegion } from "./errors.ts";
import type { S3Request } from "./request.ts";
import { checkSignature, type KnownKeys, readAuthorization } from "./signature.ts";
import type { Store } from "./store.ts";

/** Whom the server knows, and where it stands. */
export interface Guard {
  readonly store: Store;
  /** The endpoint's; buckets may be in others. */
  readonly region: string;
  readonly keys: ReadonlyMap<string, KnownKeys>;
  /** Ids of keys that are out of force. */
  readonly expired: ReadonlySet<string>;
}

/** Throws S3's error unless the caller may do this: who signs may do all, anybody may read public buckets. */
export function authorize(guard: Guard, request: S3Request): void {
  const bucket = guard.store.get(request.bucket);
  const authorization = readAuthorization(request);
  if (authorization === undefined) {
    if (request.bucket !== "" && bucket === undefined) throw noSuchBucket(request.bucket);
    if (bucket?.isPublic !== true || !/^(GET|HEAD)$/.test(request.method)) throw accessDenied();
    if (bucket.region !== guard.region) throw permanentRedirect(bucket.name, bucket.region);
    return;
  }
  const { accessKeyId, region } = authorization;
  const isExpired = guard.expired.has(accessKeyId);
  checkSignature(request, authorization, guard.keys.get(accessKeyId), { isExpired, now: Date.now() });
  const expected = bucket?.region ?? guard.region;
  if (region === expected) return;
  if (bucket !== undefined && region === guard.region) throw permanentRedirect(bucket.name, expected);
  throw wrongRegion(region, expected);
}
