import type { ResultsFromPage, ResultsToPage } from "../../protocol/webview/results.ts";
import { connectHost } from "../shared/host.ts";
import { registerControls } from "../shared/toolkit.ts";
import "../shared/theme.css";
import "./results.css";
import "./grid/grid.css";
import { createPage } from "./page.ts";
import { startState, takeRows, takeTabs, toKeep, wantedRows } from "./page-state.ts";

registerControls();
const host = connectHost<ResultsToPage, ResultsFromPage>();
const state = startState(host.kept);
const root = document.getElementById("root") ?? document.body;
const page = createPage(root, state, {
  post: (message) => host.post(message),
  keep: () => host.keep(toKeep(state)),
  askForRows,
});

host.onMessage((message) => {
  switch (message.kind) {
    case "tabs":
      takeTabs(state, message);
      page.draw();
      break;
    case "rows":
      if (takeRows(state, message)) page.drawGrid();
      break;
  }
  askForRows();
});
host.post({ kind: "ready" });

function askForRows(): void {
  const wanted = wantedRows(state);
  if (wanted !== undefined) host.post(wanted);
}
