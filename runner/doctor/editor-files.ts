import { staleEditorFiles, writeEditorTypes } from "../dag/editor-types.ts";
import type { CheckUp } from "./check-up.ts";

/**
 * Whether editors know the types of `millrace` and the schema of `millrace.json`; what is out of date is written.
 * `types` is where they come from, as in `writeEditorTypes`.
 */
export function editorFiles(workspace: string, types?: string): CheckUp {
  return {
    name: "editor",
    async look() {
      const stale = await staleEditorFiles(workspace, types);
      const { hint } = await writeEditorTypes(workspace, types);
      if (hint !== undefined)
        return { health: "warning", text: "it cannot complete all it could", next: hint };
      const text = stale.length === 0 ? "its types are up to date" : "its types were brought up to date now";
      return { health: "ok", text };
    },
  };
}
