import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import type { FromGraphPage, ToGraphPage } from "../../../protocol/webview/graph.ts";
import { packageRoot } from "../../../runner/package-root.ts";
import { CHROMIUM_FLAGS, THEME_STYLE } from "./page-parts.ts";

/** The graph page in a browser, with the test in the place of the extension. */
export interface GraphPage {
  readonly page: Page;
  send(message: ToGraphPage): Promise<void>;
  /** What the page has posted since it was opened. */
  posted(): Promise<readonly FromGraphPage[]>;
  /** What went wrong in the page, dialogs and requests to other places included. */
  readonly mishaps: readonly string[];
}

export interface GraphPages {
  /** `kept`: what the page kept when it was there last. */
  open(options?: {
    readonly kept?: unknown;
    readonly width?: number;
    readonly height?: number;
  }): Promise<GraphPage>;
  close(): Promise<void>;
}

const ORIGIN = "http://page.millrace.test";

/** Starts a browser for pages that are bundled as the build does it, or for those of a build that is there. */
export async function startGraphPages(executablePath: string, built?: string): Promise<GraphPages> {
  const own = built === undefined ? await mkdtemp(path.join(os.tmpdir(), "graph-page-")) : undefined;
  const folder = built ?? own ?? "";
  if (own !== undefined) await bundle(own);
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
  return {
    open: async (options = {}) => openPage(browser, folder, options),
    close: async () => {
      await browser.close();
      if (own !== undefined) await rm(own, { recursive: true, force: true });
    },
  };
}

async function bundle(folder: string): Promise<void> {
  await build({
    absWorkingDir: packageRoot(),
    entryPoints: [{ in: "webview/graph/main.ts", out: "graph" }],
    outdir: folder,
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "chrome134",
    loader: { ".ttf": "file" },
    assetNames: "[name]",
  });
}

async function openPage(
  browser: Browser,
  folder: string,
  { kept, width = 1100, height = 700 }: { kept?: unknown; width?: number; height?: number },
): Promise<GraphPage> {
  const page = await browser.newPage({ viewport: { width, height } });
  const mishaps: string[] = [];
  page.on("pageerror", (error) => mishaps.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    mishaps.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (message.type() === "error") mishaps.push(`console: ${message.text()}`);
  });
  await page.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    const name = url.pathname.slice(1);
    if (url.origin !== ORIGIN) {
      mishaps.push(`request: ${url.href}`);
      await route.abort();
    } else if (name === "") {
      await route.fulfill({ contentType: "text/html", body: htmlOf(kept) });
    } else {
      const contentType = name.endsWith(".js")
        ? "text/javascript"
        : name.endsWith(".css")
          ? "text/css"
          : "font/ttf";
      await route.fulfill({ contentType, body: await readFile(path.join(folder, path.basename(name))) });
    }
  });
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    mishaps,
    send: async (message) => {
      await page.evaluate(
        (data) => Reflect.apply(Reflect.get(globalThis, "postMessage"), globalThis, [data, "*"]),
        message as unknown,
      );
      // What was posted has been handled when a later task runs.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    },
    posted: () => page.evaluate(() => Reflect.get(globalThis, "posted")) as Promise<readonly FromGraphPage[]>,
  };
}

/** The policy of the extension's own page, and a stand-in for what the editor gives to it. */
function htmlOf(kept: unknown): string {
  const csp = `default-src 'none'; script-src 'nonce-test'; style-src ${ORIGIN} 'unsafe-inline'; font-src ${ORIGIN}; img-src ${ORIGIN} data: blob:`;
  const state = JSON.stringify(kept ?? null).replaceAll("<", "\\u003c");
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<style>${THEME_STYLE}</style><link rel="stylesheet" href="/graph.css"></head>
<body class="vscode-dark"><main id="root"></main>
<script nonce="test">
window.posted = []; window.kept = ${state};
window.acquireVsCodeApi = () => ({
  postMessage: (message) => window.posted.push(message),
  getState: () => window.kept ?? undefined,
  setState: (state) => { window.kept = state; },
});
</script>
<script nonce="test" src="/graph.js"></script></body></html>`;
}
