import type { CopyEvent, Failure } from "../../lakes/copy.ts";

/** What is known of a copy while it goes on. */
export interface CopyModel {
  /** `lake:log_data/ → s3://mine/raw/` */
  readonly title: string;
  listed: { objects: number; bytes: number };
  /** Undefined until both sides have been listed. */
  total: { readonly objects: number; readonly bytes: number } | undefined;
  /** When copying began, in milliseconds since the epoch. */
  startedAt: number;
  copied: number;
  /** Of objects that are copied, and of those that are on their way. */
  moved: number;
  again: number;
  readonly failures: Failure[];
  isStopping: boolean;
}

export function createCopyModel(title: string): CopyModel {
  return {
    title,
    listed: { objects: 0, bytes: 0 },
    total: undefined,
    startedAt: 0,
    copied: 0,
    moved: 0,
    again: 0,
    failures: [],
    isStopping: false,
  };
}

export function applyCopyEvent(model: CopyModel, event: CopyEvent): void {
  switch (event.kind) {
    case "moved":
      model.moved += event.bytes;
      return;
    case "copied":
      model.copied += 1;
      return;
    case "again":
      model.again += 1;
      return;
    case "failed":
      model.failures.push({ item: event.item, error: event.error });
      return;
  }
}

/** An object is as much work as so many bytes, besides its own. */
const OBJECT_IS_BYTES = 64 * 1024;

/** From 0 to 1. */
export function copiedShare({ total, copied, failures, moved }: CopyModel): number {
  if (total === undefined || total.objects === 0) return 0;
  const all = total.bytes + total.objects * OBJECT_IS_BYTES;
  return Math.min(1, (moved + (copied + failures.length) * OBJECT_IS_BYTES) / all);
}

/** Bytes per second since copying began. */
export function copyRate({ moved, startedAt }: CopyModel, now: number): number {
  return (moved * 1000) / Math.max(1, now - startedAt);
}

/** In milliseconds; undefined as long as an estimate would be a guess. */
export function copyTimeLeft(model: CopyModel, now: number): number | undefined {
  const share = copiedShare(model);
  const spent = now - model.startedAt;
  return spent < 2000 || share < 0.01 ? undefined : (spent / share) * (1 - share);
}
