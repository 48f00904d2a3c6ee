import type { Bundle } from "./bundle.ts";

/** Keeps the bundles whose code tasks may still run, by hash. */
export interface BundleStore {
  add(bundle: Bundle): void;
  get(hash: string): Bundle | undefined;
}

/** Forgets the bundles that were read the longest ago. */
export function bundleStore(capacity = 200): BundleStore {
  const bundles = new Map<string, Bundle>();
  return {
    add(bundle) {
      bundles.delete(bundle.hash);
      bundles.set(bundle.hash, bundle);
      for (const [oldest] of bundles) {
        if (bundles.size <= capacity) break;
        bundles.delete(oldest);
      }
    },
    get: (hash) => bundles.get(hash),
  };
}
