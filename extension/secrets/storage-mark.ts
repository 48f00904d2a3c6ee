import type { SecretPlace } from "./folder-secrets.ts";

const MARK = "mark";
const STATE = "secrets:mark";

/** The mark that was left last: by which extension host, and whether marks before it were lost. */
interface Left {
  readonly by: string;
  readonly areLost: boolean;
}

/**
 * Whether the editor loses what it keeps when its window is closed. It does where there is no keyring, and does not tell
 * extensions: so a mark is left beside each secret that is kept, and looked for from the next window on.
 */
export interface StorageMark {
  leave(): Promise<void>;
  /** False also where no window before this one has left a mark. */
  areLost(): Promise<boolean>;
}

/** `window`: an id that the next window does not have. */
export function storageMark({
  storage,
  state,
  window,
}: Omit<SecretPlace, "folder" | "machine">): StorageMark {
  const areLost = async (): Promise<boolean> => {
    const left = state.get<Left>(STATE);
    if (left === undefined || left.by === window) return left?.areLost ?? false;
    // A storage that fails loses nothing: it says so when something is to be kept.
    const found = await Promise.resolve(storage.get(MARK)).catch(() => left.by);
    return found === undefined;
  };
  return {
    areLost,
    leave: async () => {
      const left: Left = { by: window, areLost: await areLost() };
      await storage.store(MARK, window);
      await state.update(STATE, left);
    },
  };
}
