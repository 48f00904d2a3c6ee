import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { load } from "js-yaml";
import { DOCKER_TEXTS } from "./texts.ts";

/** What the tests use of a compose file. */
export interface ComposeDocument {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly environment: Readonly<Record<string, string>>;
        readonly ports: readonly string[];
        readonly volumes: readonly string[];
        readonly healthcheck: { readonly test: readonly string[] };
      }
    >
  >;
  readonly volumes: Readonly<Record<string, unknown>>;
}

export function parseCompose(text: string): ComposeDocument {
  return load(text) as ComposeDocument;
}

/** The variables that Compose sees: the environment's win over those of `.env`. */
export function composeVariables(folder: string): Readonly<Record<string, string | undefined>> {
  const file = path.join(folder, ".env");
  return { ...(existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {}), ...process.env };
}

/** Throws the text that Compose prints when a variable is missing. */
export function readCompose(folder: string): {
  readonly project: string;
  readonly document: ComposeDocument;
} {
  const variables = composeVariables(folder);
  const document = parseCompose(readFileSync(path.join(folder, "docker-compose.yml"), "utf8"));
  const services = Object.entries(document.services).map(([service, { environment, ...rest }]) => {
    const filled = Object.entries(environment).map(([name, text]) => {
      const [, variable = "", why = ""] = /^\$\{(\w+):\?(.*)\}$/.exec(text) ?? [];
      if (variable === "") return [name, text];
      const value = variables[variable];
      const field = `services.${service}.environment.${name}`;
      if (!value) throw new Error(DOCKER_TEXTS.variable(field, variable, why));
      return [name, value];
    });
    return [service, { ...rest, environment: Object.fromEntries(filled) }];
  });
  const project = variables["COMPOSE_PROJECT_NAME"] ?? path.basename(folder).toLowerCase();
  return { project, document: { ...document, services: Object.fromEntries(services) } };
}
