import type { VsCode } from "../vscode/host.ts";
import { answer, pickItem } from "../vscode/ui/quick-input.ts";

/** Run DAG from the palette, in a window with more than one DAG. */
export async function runDag({ command, page }: VsCode, dagId: string, date: string): Promise<void> {
  await command("Millrace: Run DAG");
  await pickItem(page, dagId);
  await pickItem(page, "Interval of a date…");
  await answer(page, "Day or time", date);
}
