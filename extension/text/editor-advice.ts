/** A command or an option of the command line. */
const COMMAND_LINE = /`millrace |\bmillrace [a-z]+ |(^|[\s(`])--[a-z]/;

/** What the editor has instead, by the code of the refusal. */
const ADVICE: Readonly<Record<string, string>> = {
  "bad-interval":
    "The end is not part of the interval: for the day 2018-11-01 give 2018-11-01 and 2018-11-02.",
  "broken-dag": "The Problems panel shows what is wrong.",
  "docker-missing":
    "Install Docker Desktop, or Docker Engine with its Compose plugin; or choose a target that needs none. A connection of the type embedded needs none either.",
  "compose-missing":
    "Install the Compose plugin (Docker Desktop has it); or choose a target that needs no Docker.",
  "docker-not-ready": "Start it again to wait longer. `docker compose logs` shows what the server does.",
  "no-compose-file": "Create Sparkify Sample makes a workspace with one, which can be copied.",
  "volume-password":
    "Put that password back; or remove the volume, and with it the data, with `docker compose down --volumes`.",
  "no-interval": "Choose the DAG and the interval that templates are filled for.",
  "no-schedule": "Only DAGs with a schedule have one to pause.",
  "outside-of-life": "Choose another date.",
  "production-target": "Choose another target, or type its name when you are asked.",
  "read-only-target": "Choose another target.",
  "unknown-backfill": "The Runs view lists them.",
  "unknown-dag": "The Pipelines view lists them.",
  "workspace-busy": "Wait until it is done, or cancel its runs.",
};

/**
 * What to do next, for somebody who is in the editor. The runner's advice is for everybody, but where it names the
 * command line there is other advice here, or none.
 */
export function editorAdvice(code: string, next: string | undefined): string | undefined {
  if (next === undefined || !COMMAND_LINE.test(next)) return next;
  return Object.hasOwn(ADVICE, code) ? ADVICE[code] : undefined;
}

/** `--date: "x" is no date.` is about an answer that nobody gave by that name here. */
export function editorMessage(message: string): string {
  return message.replace(/^--[a-z-]+: /, "");
}
