import { CONFIG_FILE } from "../config/load-config.ts";
import type { Project } from "../project.ts";
import type { CheckUp, Finding } from "./check-up.ts";

/** How many problems the DAG files and their SQL have; `validate` shows them. */
export function dagFiles(project: () => Promise<Project>): CheckUp {
  return {
    name: "DAG files",
    async look() {
      const { dags, problems } = await project();
      // Those of the settings are told by themselves.
      const own = problems.filter(({ position }) => position?.file !== CONFIG_FILE);
      const errors = own.filter(({ severity }) => severity === "error").length;
      const tasks = dags.reduce((total, dag) => total + dag.tasks.length, 0);
      const fine: Finding = {
        health: "ok",
        text: dags.length === 0 ? "no DAG yet" : `${count(dags.length, "DAG")} with ${count(tasks, "task")}`,
      };
      if (own.length === 0) return fine;
      const counts = [count(errors, "error"), count(own.length - errors, "warning")];
      const wrong: Finding = {
        health: errors > 0 ? "problem" : "warning",
        text: counts.filter((text) => !text.startsWith("0 ")).join(", "),
        next: "`millrace validate` shows them.",
      };
      return dags.length === 0 ? wrong : [fine, wrong];
    },
  };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
