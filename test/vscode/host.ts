/**
 * A real VS Code for tests: its server on a free port, and its window in a headless Chromium. Extensions run in
 * the server's extension host (Node), as they do in a remote window. To look at something by hand, see `look.ts`.
 */
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Browser, chromium, type Frame, type Page } from "playwright-core";
import { packageRoot } from "../../runner/package-root.ts";
import { findChromium, NO_CHROMIUM } from "./browser.ts";
import { readLogs } from "./logs.ts";
import { endRunners } from "./runner.ts";
import { startServer, type VsCodeServer } from "./server.ts";
import { type Settings, type Theme, windowSettings } from "./settings.ts";
import { openFile } from "./ui/editor.ts";
import { notifications } from "./ui/notifications.ts";
import { runCommand } from "./ui/palette.ts";
import { windowReady } from "./ui/ready.ts";
import { chooseTheme, themeIs } from "./ui/theme.ts";
import { webviewFrame } from "./ui/webview.ts";
import { asUrlPath } from "./url-path.ts";

export interface VsCodeOptions {
  /** Absolute folder or `*.code-workspace` file. */
  readonly workspace: string;
  /** Absolute folder of the extension. Default: MILLRACE_TEST_EXTENSION (an unpacked package), or the repository. */
  readonly extension?: string;
  readonly settings?: Settings;
  readonly theme?: Theme;
  /** The window asks for trust, and is restricted until it gets it. Otherwise everything is trusted. */
  readonly asksForTrust?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute path of a module that exports `run(): Promise<void>`: the window runs it in its extension host. */
  readonly testModule?: string;
  /** Called with the page before it is opened. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export interface VsCode {
  readonly page: Page;
  readonly workspace: string;
  /** Runs a command by its full title in the palette, as a person does (`Millrace: Open Graph`). */
  command(title: string): Promise<void>;
  /** Opens a file of the workspace, with the cursor on that line. */
  openFile(file: string, line?: number): Promise<void>;
  /** The inner document of a webview, once there is one that fits; of `any` frame the window's own is one too. */
  frame(fits: (frame: Frame) => Promise<boolean>, which?: "webview" | "any"): Promise<Frame>;
  /** Texts of the notifications that are shown. */
  notifications(): Promise<readonly string[]>;
  /** Takes a picture, as a PNG file at that path. */
  screenshot(file: string): Promise<void>;
  setTheme(theme: Theme): Promise<void>;
  /** As the window's own reload: the extension host ends and starts again. */
  reload(): Promise<void>;
  /** What the server, the extension host and the output channels have logged. For messages of failed tests. */
  logs(): Promise<string>;
  /** Ends everything: the window, its server, and the runners of the workspace. */
  close(): Promise<void>;
}

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** What is waited for comes sooner, on machines that have other things to do too. */
const WAIT_MS = 60_000;
const SIZE = { width: 1440, height: 900 };

export async function startVsCode(options: VsCodeOptions): Promise<VsCode> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(`This test host ${NO_CHROMIUM}.`);
  const folder = await mkdtemp(path.join(tmpdir(), "mr-code-"));
  // As root, what the extension starts may run as another user.
  await chmod(folder, 0o711);
  const opened: { server?: VsCodeServer; browser?: Browser } = {};
  const close = async (): Promise<void> => {
    await opened.browser?.close();
    await opened.server?.stop();
    await endRunners(options.workspace);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const extension = options.extension ?? process.env["MILLRACE_TEST_EXTENSION"] ?? packageRoot();
    const theme = options.theme ?? "dark";
    const server = await startServer({
      folder,
      // With tests, the page names both.
      extension: options.testModule === undefined ? extension : undefined,
      settings: windowSettings(theme, options.settings ?? {}),
      trustsEverything: options.asksForTrust !== true,
      env: options.env ?? {},
    });
    opened.server = server;
    opened.browser = await chromium.launch({ executablePath, args: FLAGS });
    const page = await opened.browser.newPage({ viewport: options.size ?? SIZE });
    page.setDefaultTimeout(WAIT_MS);
    const browserLog: string[] = [];
    page.on("console", (message) => browserLog.push(`[${message.type()}] ${message.text()}`));
    await options.prepare?.(page);
    await page.goto(windowAddress(server.port, options, extension));
    await windowReady(page);
    await themeIs(page, theme);
    return {
      page,
      workspace: options.workspace,
      command: (title) => runCommand(page, title),
      openFile: (file, line) => openFile(page, path.resolve(options.workspace, file), line),
      frame: (fits, which) => webviewFrame(page, fits, which),
      notifications: () => notifications(page),
      screenshot: async (file) => {
        await mkdir(path.dirname(file), { recursive: true });
        await page.screenshot({ path: file });
      },
      setTheme: (theme) => chooseTheme(page, theme),
      reload: async () => {
        // The browser's own reload would not let the window write down what is open.
        const loaded = page.waitForEvent("domcontentloaded");
        await runCommand(page, "Developer: Reload Window");
        await loaded;
        await windowReady(page);
      },
      logs: async () => [server.log(), await readLogs(folder), ...browserLog].join("\n"),
      close,
    };
  } catch (error) {
    const log = opened.server?.log() ?? "";
    await close();
    throw new Error(`VS Code did not start: ${String(error)}\n${log}`, { cause: error });
  }
}

function windowAddress(port: number, options: VsCodeOptions, extension: string): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${port}${asUrlPath(file)}`;
  const opens = options.workspace.endsWith(".code-workspace") ? "workspace" : "folder";
  const tests =
    options.testModule === undefined
      ? []
      : [
          ["extensionDevelopmentPath", remote(extension)],
          ["extensionTestsPath", remote(options.testModule)],
        ];
  const payload = JSON.stringify([["skipWelcome", "true"], ...tests]);
  const query = new URLSearchParams({ [opens]: asUrlPath(options.workspace), payload });
  return `http://127.0.0.1:${port}/?${query}`;
}
