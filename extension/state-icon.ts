import * as vscode from "vscode";
import { STATE_MARKS } from "./state-marks.ts";

/** For picks: the same icon that trees show. */
export function stateIcon(state: keyof typeof STATE_MARKS): vscode.ThemeIcon {
  const { icon, color } = STATE_MARKS[state];
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}
