import { existsSync, lstatSync, mkdtempSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Where a daemon listens. */
export interface SocketPlace {
  /** A Unix socket's path or a Windows pipe's name. */
  readonly address: string;
  remove(): void;
}

const FOLDER_PREFIX = "millrace-d-";
const SOCKET = "s";

/** Unix socket addresses end at 104 (macOS) or 108 bytes, the closing zero included. */
const LONGEST_ADDRESS = 100;

/** A place of its own, in a folder that only its owner may enter. */
export function makeSocketPlace(newId: () => string): SocketPlace {
  if (process.platform === "win32") return { address: `\\\\.\\pipe\\millrace-${newId()}`, remove: () => {} };
  const folder = mkdtempSync(path.join(baseFolder(), FOLDER_PREFIX));
  const address = path.join(folder, SOCKET);
  return { address, remove: () => removePlace(address) };
}

/**
 * Removes what a daemon left that was killed. `address` comes from a file of the workspace, which could say anything:
 * only what looks like one of ours is touched.
 */
export function removeSocketPlace(address: string): void {
  const folder = path.dirname(address);
  if (process.platform === "win32" || path.basename(address) !== SOCKET) return;
  if (!path.basename(folder).startsWith(FOLDER_PREFIX) || !existsSync(folder)) return;
  const { uid } = lstatSync(folder);
  if (uid !== process.getuid?.()) return;
  removePlace(address);
}

function removePlace(address: string): void {
  rmSync(address, { force: true });
  try {
    rmdirSync(path.dirname(address));
  } catch {
    // Something else is in it, or it is gone.
  }
}

function baseFolder(): string {
  const { XDG_RUNTIME_DIR: runtime } = process.env;
  const bases = [runtime, tmpdir(), "/tmp"].filter((base) => base !== undefined && existsSync(base));
  const fits = (base: string): boolean =>
    Buffer.byteLength(path.join(base, `${FOLDER_PREFIX}123456`, SOCKET)) <= LONGEST_ADDRESS;
  const found = bases.find((base) => base !== undefined && fits(base));
  return found ?? tmpdir();
}
