/**
 * Pages of `webview/` in a real Chromium, without an editor around them: built as `dist/` is, under the policy that
 * the editor's pages have, with a stub of the editor's API that a test speaks through.
 */
import path from "node:path";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { packageRoot } from "../../runner/package-root.ts";
import { PAGES } from "../../scripts/build-editor.ts";
import { findChromium } from "../vscode/browser.ts";
import { type StubTheme, themeCss } from "./stub-theme.ts";

export interface StubPage<ToHost, FromHost> {
  readonly page: Page;
  /** What the page has posted since it was opened. */
  posted(): Promise<readonly ToHost[]>;
  /** Resolves when the page has posted something that fits. */
  waitForPost<T extends ToHost>(fits: (message: ToHost) => message is T): Promise<T>;
  /** What the extension would post. */
  tell(message: FromHost): Promise<void>;
  /** What the page keeps. */
  kept(): Promise<unknown>;
  /** Errors of the page: thrown, logged, or refused by the policy. */
  readonly errors: readonly string[];
}

export interface StubHost {
  open<ToHost, FromHost>(name: string, options?: StubPageOptions): Promise<StubPage<ToHost, FromHost>>;
  close(): Promise<void>;
}

export interface StubPageOptions {
  readonly theme?: StubTheme;
  readonly size?: { readonly width: number; readonly height: number };
  /** What the page kept when it was hidden last. */
  readonly kept?: unknown;
}

const ORIGIN = "http://page.test";
const NONCE = "c3R1Yg";
const POLICY = [
  "default-src 'none'",
  `script-src 'nonce-${NONCE}'`,
  `style-src ${ORIGIN} 'unsafe-inline'`,
  `font-src ${ORIGIN}`,
  `img-src ${ORIGIN} data: blob:`,
].join("; ");

export async function startStubHost(): Promise<StubHost> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("No Chromium was found.");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const bundles = new Map<string, Promise<ReadonlyMap<string, Uint8Array>>>();
  return {
    open: async (name, options = {}) => {
      const bundle = bundles.get(name) ?? bundlePage(name);
      bundles.set(name, bundle);
      return openPage(browser, name, await bundle, options);
    },
    close: () => browser.close(),
  };
}

/** The files of a page by name, as the build writes them. */
async function bundlePage(name: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const source = PAGES[name];
  if (source === undefined) throw new Error(`There is no page ${name}.`);
  const { outputFiles } = await build({
    absWorkingDir: packageRoot(),
    entryPoints: [{ in: source, out: name }],
    outdir: path.join(packageRoot(), "dist", "webview"),
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "chrome134",
    loader: { ".ttf": "file" },
    logLevel: "error",
  });
  return new Map(outputFiles.map(({ path: file, contents }) => [path.basename(file), contents]));
}

async function openPage<ToHost, FromHost>(
  browser: Browser,
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
  { theme = "dark", size = { width: 1200, height: 800 }, kept }: StubPageOptions,
): Promise<StubPage<ToHost, FromHost>> {
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.route(`${ORIGIN}/**`, async (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    const contents = files.get(file);
    if (file === "") return route.fulfill({ contentType: "text/html", body: pageHtml(name, theme) });
    if (contents === undefined) return route.fulfill({ status: file === "favicon.ico" ? 204 : 404 });
    return route.fulfill({ contentType: contentType(file), body: Buffer.from(contents) });
  });
  await page.addInitScript(
    ({ state }) => {
      const posted: unknown[] = [];
      const api = {
        postMessage: (message: unknown) => void posted.push(structuredClone(message)),
        getState: () => state.kept,
        setState: (next: unknown) => {
          state.kept = structuredClone(next);
        },
      };
      Object.assign(globalThis, { stub: { posted, state }, acquireVsCodeApi: () => api });
    },
    { state: { kept } },
  );
  await page.goto(`${ORIGIN}/`);
  const posted = (): Promise<readonly ToHost[]> => page.evaluate("stub.posted");
  return {
    page,
    errors,
    posted,
    waitForPost: async <T extends ToHost>(fits: (message: ToHost) => message is T): Promise<T> => {
      for (;;) {
        const messages = await posted();
        const found = messages.find(fits);
        if (found !== undefined) return found;
        await page.waitForFunction(`stub.posted.length > ${messages.length}`);
      }
    },
    tell: (message) => {
      const data = JSON.stringify(message);
      return page.evaluate(`void dispatchEvent(new MessageEvent("message", { data: ${data} }))`);
    },
    kept: () => page.evaluate("stub.state.kept"),
  };
}

function pageHtml(name: string, theme: StubTheme): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<style>${themeCss(theme)}</style>
<link rel="stylesheet" href="/${name}.css">
<title>${name}</title>
</head>
<body class="vscode-${theme}" data-vscode-theme-kind="vscode-${theme}">
<main id="root"></main>
<script nonce="${NONCE}" src="/${name}.js"></script>
</body>
</html>`;
}

function contentType(file: string): string {
  if (file.endsWith(".css")) return "text/css";
  return file.endsWith(".js") ? "text/javascript" : "font/ttf";
}
