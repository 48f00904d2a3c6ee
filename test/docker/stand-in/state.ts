import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What the stand-in keeps between its calls, in a folder of its own: what Docker's daemon would know. */
export interface StandInState {
  readonly containers: readonly StandInContainer[];
}

export interface StandInContainer {
  readonly id: string;
  readonly project: string;
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Name of its volume, which is a folder. */
  readonly volume: string;
}

/** What it is to do wrong. */
export interface Scenario {
  /** Commands by how they begin (`compose up`), and what they say instead of doing it; they end with 1. */
  readonly fail?: Readonly<Record<string, string>>;
  /** Compose is no plugin of it, but the program `docker-compose`; or not there at all. */
  readonly compose?: "plugin" | "old" | "missing";
  /** The container runs, and its server never starts. */
  readonly neverStarts?: boolean;
  /** The server starts when somebody has tried to connect, in vain. */
  readonly startsWhenAsked?: boolean;
  /** `up` takes until its end is asked for. */
  readonly upHangs?: boolean;
  /** What `ps` prints: the container that has the port. */
  readonly portOwner?: string;
}

export const standInFolder = process.env["DOCKER_STAND_IN"] ?? "";

const file = (name: string): string => path.join(standInFolder, name);

export function readState(): StandInState {
  return existsSync(file("state.json"))
    ? (JSON.parse(readFileSync(file("state.json"), "utf8")) as StandInState)
    : { containers: [] };
}

/** In one piece: another of the stand-in's processes may read it at any time. */
export function writeState(state: StandInState): void {
  const made = file(`state.${process.pid}.json`);
  writeFileSync(made, JSON.stringify(state));
  renameSync(made, file("state.json"));
}

export function readScenario(): Scenario {
  return existsSync(file("scenario.json"))
    ? (JSON.parse(readFileSync(file("scenario.json"), "utf8")) as Scenario)
    : {};
}

export function recordCall(args: readonly string[]): void {
  appendFileSync(file("calls.jsonl"), `${JSON.stringify(args)}\n`);
}

/** Of a container: its server's process, its output, and how it has ended. */
export function containerFolder(id: string): string {
  const folder = file(path.join("containers", id));
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return folder;
}

export function volumeFolder(name: string): string {
  return file(path.join("volumes", name));
}
