import type * as vscode from "vscode";
import type { Services } from "../services.ts";

/** One file or folder for each surface, one line in the registry. */
export interface Surface {
  readonly name: string;
  /** Registers it with the editor. Does no I/O: that begins when somebody looks. */
  register(services: Services): vscode.Disposable;
}
