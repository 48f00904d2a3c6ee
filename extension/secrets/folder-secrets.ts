import type * as vscode from "vscode";
import { secretNotKept } from "./secret-errors.ts";
import { storageMark } from "./storage-mark.ts";

/** Secrets that the editor keeps for one folder, by the names that `millrace.json` refers to them by. */
export interface FolderSecrets {
  get(name: string): Promise<string | undefined>;
  /** Rejects with a UserError where the editor cannot keep it. */
  keep(name: string, secret: string): Promise<void>;
  forget(name: string): Promise<void>;
  /** Names that were kept here, also those that the machine has lost since. */
  names(): readonly string[];
  /** Whether it is known that the editor loses them with its window. */
  areShortLived(): Promise<boolean>;
}

export interface SecretPlace {
  readonly storage: Pick<vscode.SecretStorage, "get" | "store" | "delete">;
  /** For the names alone: the storage does not tell them. */
  readonly state: Pick<vscode.Memento, "get" | "update">;
  /** The folder's URI; with the machine that has it, where that is another one: paths are not unique over machines. */
  readonly folder: string;
  readonly machine: string;
  /** An id of this window, which no other one has. */
  readonly window: string;
}

/** The storage is the extension's, for all folders that are ever opened: what is kept for one is no other's. */
export function folderSecrets({ storage, state, folder, machine, window }: SecretPlace): FolderSecrets {
  const mark = storageMark({ storage, state, window });
  const scope = JSON.stringify([machine, folder]);
  const keyOf = (name: string): string => `secret:${JSON.stringify([machine, folder, name])}`;
  const namesKey = `secrets:${scope}`;
  const names = (): readonly string[] => state.get<readonly string[]>(namesKey) ?? [];
  return {
    names,
    areShortLived: mark.areLost,
    get: async (name) => await storage.get(keyOf(name)),
    keep: async (name, secret) => {
      try {
        await storage.store(keyOf(name), secret);
      } catch (error) {
        throw secretNotKept(name, error instanceof Error ? error.message : String(error));
      }
      // Without a keyring some editors take it, and do not have it afterwards.
      const read = await Promise.resolve(storage.get(keyOf(name))).catch(() => undefined);
      if (read !== secret) throw secretNotKept(name, "it is not there when it is read back");
      await state.update(namesKey, [...new Set([...names(), name])].sort());
      await mark.leave();
    },
    forget: async (name) => {
      await storage.delete(keyOf(name));
      await state.update(
        namesKey,
        names().filter((one) => one !== name),
      );
    },
  };
}
