import assert from "node:assert/strict";
import { test } from "node:test";
import { promptText } from "../../../extension/text/prompt-text.ts";
import { statusText } from "../../../extension/text/status-text.ts";
import { withoutIcons } from "../../../extension/text/without-icons.ts";

/** What the editor draws an icon for. */
const ICON = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/;

test("no name becomes an icon, and it reads as it was", () => {
  for (const name of [
    "$(flame)",
    "\\$(flame)",
    "a $(sync~spin) b",
    "$$(flame)",
    "$($(flame))",
    "$ (flame)",
  ]) {
    for (const shown of [withoutIcons(name), statusText(name), promptText(name)]) {
      assert.doesNotMatch(shown, ICON);
      assert.equal(shown.replaceAll("\u200b", ""), name);
    }
  }
});

test("no name becomes a link in a prompt", () => {
  assert.doesNotMatch(promptText("[press](command:quit)"), /\]\(/);
});
