import type { FromGraphPage, ToGraphPage } from "../../protocol/webview/graph.ts";
import { connectHost } from "../shared/host.ts";
import { registerControls } from "../shared/toolkit.ts";
import "../shared/theme.css";
import { prepareMermaid } from "./draw/layout.ts";
import "./graph.css";
import { startPage } from "./page/start-page.ts";

registerControls();
prepareMermaid();
const root = document.getElementById("root");
if (root !== null) startPage(root, connectHost<ToGraphPage, FromGraphPage>());
