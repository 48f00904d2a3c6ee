import assert from "node:assert/strict";
import * as vscode from "vscode";

export const EXTENSION_ID = "millrace.millrace";

/** The extension under test. It must be there; it need not be active. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(EXTENSION_ID);
  assert.ok(found !== undefined, `${EXTENSION_ID} is not among the extensions`);
  return found;
}

/** A value of the manifest, whose shape is the caller's to know. */
export function contributed<T>(point: string): T {
  const manifest = extension().packageJSON as { contributes: Record<string, unknown> };
  return manifest.contributes[point] as T;
}
