import type * as vscode from "vscode";

/** The editor's storage of secrets, and its memory, in a test's own memory. */
export function memoryStorage() {
  const secrets = new Map<string, string>();
  const kept = new Map<string, unknown>();
  const storage: Pick<vscode.SecretStorage, "get" | "store" | "delete"> = {
    get: async (key) => secrets.get(key),
    store: async (key, value) => void secrets.set(key, value),
    delete: async (key) => void secrets.delete(key),
  };
  const state = {
    get: (key: string) => kept.get(key),
    update: async (key: string, value: unknown) => void kept.set(key, value),
  } as Pick<vscode.Memento, "get" | "update">;
  return { secrets, kept, storage, state };
}
