import { COMMANDS } from "../../extension/contributions/commands.ts";
import { KEYBINDINGS } from "../../extension/contributions/keybindings.ts";
import { SETTINGS } from "../../extension/contributions/settings.ts";
import { VIEWS } from "../../extension/contributions/views.ts";
import { code, markdownTable } from "./markdown.ts";

/** Commands, settings, keys and views of the editor, as `package.json` has them. */
export function editorBlocks(): ReadonlyMap<string, () => string> {
  return new Map([
    ["editor commands", commandTable],
    ["editor settings", settingTable],
    ["editor keys", keyTable],
    ["editor views", viewTable],
  ]);
}

function commandTable(): string {
  const rows = COMMANDS.map(({ id, title, palette }) => [
    `Millrace: ${title}`,
    code(id),
    palette === "never" ? "in trees and editors" : "palette",
  ]);
  return markdownTable(["command", "id", "where"], rows);
}

function settingTable(): string {
  const rows = Object.entries(SETTINGS).map(([name, setting]) => [
    code(name),
    setting.type,
    code(JSON.stringify(setting.default)),
    setting.markdownDescription,
  ]);
  return markdownTable(["setting", "type", "default", ""], rows);
}

function keyTable(): string {
  const titles = new Map<string, string>(COMMANDS.map(({ id, title }) => [id, title]));
  const rows = KEYBINDINGS.map(({ command, key, mac, when }) => [
    code(key),
    code(mac),
    titles.get(command) ?? command,
    code(when),
  ]);
  return markdownTable(["key", "macOS", "command", "when"], rows);
}

function viewTable(): string {
  const rows = Object.values(VIEWS)
    .flat()
    .map(({ id, name }) => [name, code(id)]);
  return markdownTable(["view", "id"], rows);
}
