import type { GraphDetail } from "../../../protocol/webview/graph.ts";

/** Keeps the detail pane's task up to date: at once when something changes, and while it runs for its log. */
export interface TaskFollower {
  follow(taskId: string | null): void;
  /** Something of the task has changed. */
  touch(taskId: string): void;
  readonly taskId: string | null;
  dispose(): void;
}

export interface TaskFollowerOptions {
  load(taskId: string): Promise<GraphDetail>;
  isRunning(taskId: string): boolean;
  onDetail(detail: GraphDetail): void;
  onError(taskId: string, error: unknown): void;
  /** Calls back after a while; what it gives cancels that. */
  later(call: () => void, milliseconds: number): () => void;
}

/** A log's new lines are looked for this often. */
const FOLLOW_MS = 1000;

export function createTaskFollower(options: TaskFollowerOptions): TaskFollower {
  const state: {
    taskId: string | null;
    isLoading: boolean;
    isStale: boolean;
    cancel: () => void;
  } = { taskId: null, isLoading: false, isStale: false, cancel: () => undefined };

  /** One request at a time: what changes meanwhile makes one more. */
  const load = async (): Promise<void> => {
    const { taskId } = state;
    if (taskId === null) return;
    state.isStale = state.isLoading;
    if (state.isLoading) return;
    state.isLoading = true;
    state.cancel();
    try {
      const detail = await options.load(taskId);
      if (state.taskId === taskId) options.onDetail(detail);
    } catch (error) {
      if (state.taskId === taskId) options.onError(taskId, error);
    } finally {
      state.isLoading = false;
    }
    if (state.isStale || state.taskId !== taskId) await load();
    else if (options.isRunning(taskId)) state.cancel = options.later(() => void load(), FOLLOW_MS);
  };

  return {
    get taskId() {
      return state.taskId;
    },
    follow: (taskId) => {
      state.taskId = taskId;
      state.cancel();
      void load();
    },
    touch: (taskId) => {
      if (taskId === state.taskId) void load();
    },
    dispose: () => {
      state.taskId = null;
      state.cancel();
    },
  };
}
