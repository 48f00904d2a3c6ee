import { existsSync } from "node:fs";
import path from "node:path";
import type { DagSpec } from "../../protocol/dag.ts";
import type { Problem } from "../../protocol/problem.ts";
import { CONFIG_FILE } from "../config/load-config.ts";
import { lakeFolders } from "../dag/loader.ts";
import { fileStamp, sourceStamp } from "../dag/source-stamp.ts";
import type { Project } from "../project.ts";
import type { Session } from "../session.ts";
import type { SchedulerNotice } from "./notice.ts";

/** The DAGs of the workspace as its files have them now. */
export interface DagSources {
  /** Those without problems. */
  readonly dags: () => readonly DagSpec[];
  /** Reads the DAG files again when one has changed. Resolves with the project when it did. */
  refresh(): Promise<Project | undefined>;
}

export interface SourcesOptions {
  readonly session: Pick<Session, "workspace" | "project" | "freshProject">;
  readonly onNotice: (notice: SchedulerNotice) => void;
}

export async function watchSources({ session, onNotice }: SourcesOptions): Promise<DagSources> {
  const { workspace } = session;
  let configStamp = await fileStamp(workspace, CONFIG_FILE);
  let project = await session.project();
  const lakes = lakeFolders(project.config);
  let stamp = await sourceStamp(workspace, lakes);
  let told = new Set<string>();
  tell(project.problems);

  return {
    dags: () => project.dags,
    async refresh() {
      const config = await fileStamp(workspace, CONFIG_FILE);
      if (config !== configStamp) onNotice({ kind: "config-changed" });
      configStamp = config;
      const before = project;
      try {
        // Before the files are read: what changes meanwhile is read the next time.
        const now = await sourceStamp(workspace, lakes);
        if (now === stamp) return undefined;
        project = await session.freshProject();
        stamp = now;
      } catch (error) {
        stamp = "";
        project = { ...before, dags: [], problems: [unreadable(error)] };
      }
      tell(project.problems);
      tellChanges(before);
      return project;
    },
  };

  /** Each error once, until it is mended. */
  function tell(problems: readonly Problem[]): void {
    const errors = problems.filter(({ severity }) => severity === "error");
    for (const problem of errors) if (!told.has(keyOf(problem))) onNotice({ kind: "problem", problem });
    told = new Set(errors.map(keyOf));
  }

  function tellChanges(before: Project): void {
    const lost = new Map(before.dags.map((dag) => [dag.id, dag]));
    for (const dag of project.dags) if (!lost.delete(dag.id)) onNotice({ kind: "found", dag });
    for (const dag of lost.values()) {
      const isThere = existsSync(path.join(workspace, dag.position.file));
      onNotice({ kind: "lost", dag, isBroken: isThere && told.size > 0 });
    }
  }
}

/** A problem stays the same when lines are added above it. */
function keyOf({ position, code, message }: Problem): string {
  return JSON.stringify([position?.file, code, message]);
}

function unreadable(error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    severity: "error",
    code: "unreadable-workspace",
    message: `The DAG files cannot be read: ${reason}`,
  };
}
