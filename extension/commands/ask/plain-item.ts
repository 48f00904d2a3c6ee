import type { QuickPickItem } from "vscode";
import { shownName } from "../../../protocol/text/shown-text.ts";
import { withoutIcons } from "../../text/without-icons.ts";

const LONGEST = 300;

/** The item with texts that are only shown, whatever is in them: icons of our own are its `iconPath`. */
export function plainItem<T extends QuickPickItem>(item: T): T {
  const { label, description, detail } = item;
  return {
    ...item,
    label: plain(label),
    ...(description !== undefined && { description: plain(description) }),
    ...(detail !== undefined && { detail: plain(detail) }),
  };
}

function plain(text: string): string {
  return withoutIcons(shownName(text, LONGEST));
}
