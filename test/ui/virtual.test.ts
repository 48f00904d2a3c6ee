import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { openView } from "../vscode/ui/tree.ts";
import { openWindow, skip, timeout } from "./window.ts";

const FOLDERS = [{ uri: "nowhere:/far", name: "far away" }];

const window = openWindow(
  (workspace) => writeFile(path.join(workspace, "far.code-workspace"), JSON.stringify({ folders: FOLDERS })),
  { opens: "far.code-workspace" },
);

test("of a folder that is not on this machine the view says why nothing runs", {
  skip,
  timeout,
}, async () => {
  const view = await openView(window.code.page, "Pipelines", "Millrace");
  await view.getByText("the files of this workspace are somewhere else").waitFor();
});
