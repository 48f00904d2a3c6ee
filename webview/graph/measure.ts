/** Milliseconds from an update's arrival in the extension to its pixels; read by whoever drives the page. */
export interface Measured {
  readonly updates: number[];
  /** Of the last layout. */
  layoutMs: number;
  layouts: number;
}

declare global {
  interface Window {
    __millraceBench?: Measured;
  }
}

export function beginMeasuring(): void {
  window.__millraceBench = { updates: [], layoutMs: 0, layouts: 0 };
}

export function measureUpdate(at: number): void {
  const measured = window.__millraceBench;
  if (measured === undefined) return;
  requestAnimationFrame(() => {
    // The frame is drawn between this callback and the next task.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      measured.updates.push(performance.timeOrigin + performance.now() - at);
      port1.close();
    };
    port2.postMessage(null);
  });
}

export function measureLayout(ms: number): void {
  const measured = window.__millraceBench;
  if (measured === undefined) return;
  measured.layoutMs = ms;
  measured.layouts++;
}
