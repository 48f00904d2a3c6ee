import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { COMMANDS } from "../../extension/contributions/commands.ts";
import { manifestParts } from "../../extension/contributions/contributions.ts";
import { KEYBINDINGS } from "../../extension/contributions/keybindings.ts";
import { MENUS } from "../../extension/contributions/menus.ts";
import { VIEW_CONTAINERS, VIEW_IDS, VIEWS, VIEWS_WELCOME } from "../../extension/contributions/views.ts";
import { packageRoot } from "../../runner/package-root.ts";
import { withContributions } from "../../scripts/contributions.ts";

const manifestFile = path.join(packageRoot(), "package.json");
const manifest = readFileSync(manifestFile, "utf8");
const commandIds: ReadonlySet<string> = new Set(COMMANDS.map(({ id }) => id));

test("package.json says what the contributions say (node scripts/contributions.ts)", () => {
  const [is, shouldBe] = [JSON.parse(manifest), JSON.parse(withContributions(manifest))];
  for (const part of Object.keys(manifestParts())) assert.deepEqual(is[part], shouldBe[part], part);
  assert.ok(!JSON.stringify(manifestParts()).includes('"*"'), "nothing activates it everywhere");
});

test("menus and keybindings name commands that are there", () => {
  const named = [...Object.values(MENUS).flat(), ...KEYBINDINGS].map(({ command }) => command);
  assert.deepEqual(
    named.filter((command) => !commandIds.has(command)),
    [],
  );
});

test("commands that are nowhere in the palette are in a menu, or are for rows and lenses", () => {
  const inMenus = new Set(Object.values(MENUS).flatMap((items) => items.map(({ command }) => command)));
  // Rows and lenses run it with what they are about.
  const withoutMenu = new Set(["millrace.loadMore"]);
  const lost = COMMANDS.filter(({ palette }) => palette === "never").filter(
    ({ id }) => !inMenus.has(id) && !withoutMenu.has(id),
  );
  assert.deepEqual(lost, []);
});

test("menus of editors and keybindings are only there where Millrace has pipelines", () => {
  const everywhere = Object.entries(MENUS).filter(([menu]) => !menu.startsWith("view/"));
  const wide = [...everywhere.flatMap(([, items]) => items), ...KEYBINDINGS].filter(
    // A runner that is still starting is waited for.
    ({ when }) => !/(^|&& )millrace\.(isReady|hasDags|isQueryRunning)( &&|$)/.test(when),
  );
  assert.deepEqual(wide, []);
});

test("when clauses of views name views that are there, and welcome texts commands", () => {
  const viewIds: ReadonlySet<string> = new Set(Object.values(VIEW_IDS));
  const whens = [
    ...Object.values(MENUS).flatMap((items) => items.map(({ when }) => when)),
    ...VIEWS_WELCOME.map(({ when }) => when),
  ];
  const named = whens.flatMap((when) => [...when.matchAll(/\bview == ([\w.]+)/g)].map(([, id]) => id ?? ""));
  assert.ok(named.length > 0);
  assert.deepEqual(
    [...named, ...VIEWS_WELCOME.map(({ view }) => view)].filter((id) => !viewIds.has(id)),
    [],
  );
  const linked = VIEWS_WELCOME.flatMap(({ contents }) =>
    [...contents.matchAll(/\(command:(millrace\.\w+)\)/g)].map(([, id]) => id ?? ""),
  );
  assert.ok(linked.length > 0);
  assert.deepEqual(
    linked.filter((id) => !commandIds.has(id)),
    [],
  );
});

test("views are in containers that are there, and are of ids that are known", () => {
  const containers = Object.values(VIEW_CONTAINERS).flatMap((list) => list.map(({ id }) => id as string));
  assert.deepEqual(Object.keys(VIEWS).sort(), containers.sort());
  const ids = Object.values(VIEWS).flatMap((list) => list.map(({ id }) => id as string));
  assert.deepEqual(ids.sort(), Object.values(VIEW_IDS).slice().sort());
});

test("context keys in when clauses are ones that somebody sets", () => {
  const keys = new Set(JSON.stringify(manifestParts()).match(/\bmillrace\.(is|has)\w+/g));
  assert.deepEqual([...keys].sort(), [
    "millrace.hasComposeFile",
    "millrace.hasDags",
    "millrace.isQueryRunning",
    "millrace.isReady",
  ]);
});

test("pictures are there", () => {
  const { icon } = JSON.parse(manifest) as { icon?: string };
  const files = [icon ?? "", ...VIEW_CONTAINERS.activitybar.map((container) => container.icon)];
  for (const file of files) assert.ok(statSync(path.join(packageRoot(), file)).isFile(), file);
  const png = readFileSync(path.join(packageRoot(), icon ?? ""));
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [128, 128], "width and height");
});
