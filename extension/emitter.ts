import type * as vscode from "vscode";

/** Like the editor's own EventEmitter, for code that also runs outside of it. */
export interface Emitter<T> {
  readonly event: vscode.Event<T>;
  fire(value: T): void;
  dispose(): void;
}

/** A listener that throws does not keep the others from hearing; what it threw goes to `onError`. */
export function createEmitter<T>(onError: (error: unknown) => void): Emitter<T> {
  const listeners = new Set<{ readonly call: (value: T) => unknown }>();
  return {
    event: (listener, thisArg, disposables) => {
      const entry = { call: (value: T) => listener.call(thisArg, value) };
      listeners.add(entry);
      const disposable = { dispose: () => void listeners.delete(entry) };
      disposables?.push(disposable);
      return disposable;
    },
    fire: (value) => {
      for (const listener of [...listeners]) {
        try {
          listener.call(value);
        } catch (error) {
          onError(error);
        }
      }
    },
    dispose: () => listeners.clear(),
  };
}
