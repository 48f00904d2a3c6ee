import path from "node:path";

/** The log file of one try, relative to the workspace's `.millrace` folder. */
export function taskLogFile(dagId: string, runId: string, taskId: string, tryNumber: number): string {
  return path.join("logs", safe(dagId), safe(runId), safe(taskId), `${tryNumber}.log`);
}

/** Run ids hold colons, which some file systems refuse. */
function safe(id: string): string {
  return id.replaceAll(/[^\w.+-]/g, "_");
}
