import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { chooseAccount } from "../../runner/connections/embedded/server-account.ts";
import { postgresWarehouse } from "../../runner/connections/postgres/postgres-warehouse.ts";
import { backfill } from "../helpers/workspace.ts";
import { debianBinaries } from "../postgres/binaries.ts";
import { startPostgres } from "../postgres/server.ts";
import { assertLoadedOnce, DAY, errorsOf, readingsWorkspace } from "./postgres-workspace.ts";

const binaries = debianBinaries();

test("a warehouse whose disk is full: one clear error, nothing is left, and with space every row is there once", async (t) => {
  if (binaries === undefined) return t.skip("Debian's Postgres is not installed");
  const folder = await mkdtemp(path.join(tmpdir(), "mr-disk-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  // The server's user must get to what is in it.
  await chmod(folder, 0o711);
  const disk = path.join(folder, "disk");
  await mkdir(disk);
  const { uid = process.getuid?.() ?? 0, gid = process.getgid?.() ?? 0 } =
    (await chooseAccount(undefined)) ?? {};
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=64m,mode=700,uid=${uid},gid=${gid}`, "tmpfs", disk], {
      stdio: "pipe",
    });
  } catch (error) {
    return t.skip(`A small disk cannot be mounted here: ${(error as Error).message.split("\n", 1)[0]}`);
  }
  // Before the folder's removal, which comes first otherwise.
  const stops: (() => Promise<void>)[] = [];
  try {
    const server = await startPostgres({ binaries });
    stops.push(server.stop);
    const administration = postgresWarehouse({ name: "administration", ...server.connection });
    await administration.query(`CREATE TABLESPACE small LOCATION '${disk}'`);
    await administration.close();
    const faulty = await readingsWorkspace(t, server, { database: "full_disk", tablespace: "small" });
    stops.unshift(() => faulty.direct.close());
    await faulty.direct.script(
      "CREATE TABLE filler AS SELECT repeat('x', 1000) AS a FROM generate_series(1, 46000); CHECKPOINT",
    );
    const failed = await backfill(faulty.session, "readings", DAY);
    assert.deepEqual(
      failed.map(({ state }) => state),
      ["failed"],
    );
    const errors = errorsOf(faulty, "stage");
    assert.equal(errors.length, 1, errors.join("\n"));
    assert.match(
      errors[0] ?? "",
      /^sql-error: could not extend file .*No space left on device \(SQLSTATE 53100\)/,
    );
    assert.match(errors[0] ?? "", / \| Free space on the server's disk, and run it again: /);
    const { rows } = await faulty.direct.query("SELECT count(*)::int FROM millrace.ledger");
    assert.deepEqual(rows, [[0]]);
    await faulty.direct.script("DROP TABLE filler; CHECKPOINT");
    await backfill(faulty.session, "readings", { ...DAY, policy: "failed" });
    await assertLoadedOnce(faulty);
  } finally {
    for (const stop of stops) await stop();
    execFileSync("umount", [disk]);
  }
});
