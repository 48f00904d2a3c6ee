import { existsSync } from "node:fs";
import path from "node:path";

/** Said by suites that skip for want of a browser. */
export const NO_CHROMIUM =
  "needs Chromium or Google Chrome: install one (Debian: apt-get install chromium), or name it in MILLRACE_CHROMIUM";

/** The first Chromium-like browser that is there, or undefined. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env["MILLRACE_CHROMIUM"];
  if (named !== undefined && named !== "") return named;
  return usualPlaces(env).find((place) => existsSync(place));
}

function usualPlaces(env: NodeJS.ProcessEnv): readonly string[] {
  switch (process.platform) {
    case "win32":
      return [env["PROGRAMFILES"], env["PROGRAMFILES(X86)"], env["LOCALAPPDATA"]]
        .filter((folder) => folder !== undefined)
        .flatMap((folder) => [
          path.join(folder, "Google/Chrome/Application/chrome.exe"),
          path.join(folder, "Microsoft/Edge/Application/msedge.exe"),
        ]);
    case "darwin":
      return [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
      ];
    default:
      return ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(
        (name) => `/usr/bin/${name}`,
      );
  }
}
