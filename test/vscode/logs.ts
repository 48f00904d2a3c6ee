import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

/** What the server's folder has of logs: that of the extension host, and those of output channels. */
export async function readLogs(folder: string): Promise<string> {
  if (!existsSync(folder)) return "";
  return globSync("**/*.log", { cwd: folder })
    .filter((file) => !file.includes("telemetry"))
    .map((file) => ({ file, text: readFileSync(path.join(folder, file), "utf8") }))
    .filter(({ text }) => text !== "")
    .map(({ file, text }) => `--- ${file}\n${text}`)
    .join("\n");
}
