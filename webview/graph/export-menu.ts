import type { FromGraphPage, GraphDirection } from "../../protocol/webview/graph.ts";
import type { Canvas } from "./draw/canvas.ts";
import { type ExportedSvg, exportPng, exportSvg } from "./export-image.ts";
import type { MenuItem } from "./menu.ts";

export interface ExportMenuOptions {
  readonly canvas: Canvas;
  readonly direction: GraphDirection;
  post(message: FromGraphPage): void;
  say(text: string, isError: boolean): void;
}

/** To a file, which the extension asks for and writes, or to the clipboard. */
export function exportMenu(options: ExportMenuOptions): readonly MenuItem[] {
  const { canvas, direction, post, say } = options;
  const image = (): ExportedSvg => exportSvg(canvas.element, canvas.viewport);
  const guarded = (work: () => Promise<void>) => (): void => {
    work().catch((error: unknown) => {
      say(`The image could not be made: ${error instanceof Error ? error.message : String(error)}`, true);
    });
  };
  return [
    {
      label: "Save as SVG…",
      icon: "file-media",
      onPick: () => post({ kind: "save", export: { format: "svg", text: image().text } }),
    },
    {
      label: "Save as PNG…",
      icon: "file-media",
      onPick: guarded(async () => {
        const base64 = await exportPng(image());
        post({ kind: "save", export: { format: "png", base64 } });
      }),
    },
    {
      label: "Save as Mermaid text…",
      icon: "file-code",
      onPick: () => post({ kind: "save", export: { format: "mermaid", direction } }),
    },
    {
      label: "Copy SVG",
      icon: "copy",
      isApart: true,
      onPick: () => post({ kind: "copy", export: { format: "svg", text: image().text } }),
    },
    {
      label: "Copy PNG",
      icon: "copy",
      // The extension's clipboard is for text only.
      onPick: guarded(async () => {
        const base64 = await exportPng(image());
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const blob = new Blob([bytes], { type: "image/png" });
        await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
        say("The image is in the clipboard.", false);
      }),
    },
    {
      label: "Copy Mermaid text",
      icon: "copy",
      onPick: () => post({ kind: "copy", export: { format: "mermaid", direction } }),
    },
  ];
}
