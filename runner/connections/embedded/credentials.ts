import { randomBytes } from "node:crypto";
import { chmod, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { missingCredentials } from "./errors.ts";
import { giveTo } from "./server-account.ts";
import type { ServerHome } from "./server-home.ts";

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export async function createCredentials({ folder, owner }: ServerHome): Promise<Credentials> {
  const credentials = { user: "millrace", password: randomBytes(24).toString("base64url") };
  const file = credentialsFile(folder);
  await writeFile(file, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  // A file that was there keeps its mode.
  await chmod(file, 0o600);
  await giveTo(owner, file);
  return credentials;
}

export async function readCredentials({ folder, data }: ServerHome): Promise<Credentials> {
  try {
    const { user, password } = JSON.parse(await readFile(credentialsFile(folder), "utf8")) as Credentials;
    if (typeof user === "string" && typeof password === "string") return { user, password };
  } catch (error) {
    if (["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
  throw missingCredentials(credentialsFile(folder), data);
}

function credentialsFile(folder: string): string {
  return path.join(folder, "credentials.json");
}
