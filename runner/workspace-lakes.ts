import path from "node:path";
import type { LakeConfig } from "./config/connection-config.ts";
import type { Settings } from "./config/load-config.ts";
import type { Surroundings } from "./connection-options.ts";
import { s3Options } from "./connection-options.ts";
import { filesLake } from "./connections/files/files-lake.ts";
import { filesWriter } from "./connections/files/files-writer.ts";
import type { S3Options } from "./connections/s3/options.ts";
import type { LakeAddress } from "./lakes/address.ts";
import type { OpenedLake } from "./lakes/opened-lake.ts";
import { connectionNamed, requireUsableConfig } from "./project.ts";

/** Opens the lake of an address, of a workspace's settings as they are on its target. */
export async function openLakeAt(
  address: LakeAddress,
  settings: Settings,
  around: Surroundings,
): Promise<OpenedLake> {
  requireUsableConfig(settings);
  switch (address.kind) {
    case "connection":
      return await openConfig(address.name, connectionNamed(settings, address.name, "lake"), around);
    case "folder":
      return openFolder(address.path, address.path);
    case "bucket": {
      const { bucket, like, access } = address;
      const name = `s3://${bucket}`;
      const config = like === undefined ? undefined : connectionNamed(settings, like, "lake");
      if (config?.type === "s3")
        return await openBucket({ ...s3Options(like ?? name, config, around), prefix: "" });
      return await openBucket({ ...access, name, bucket, prefix: "", ...ofProcess(around) });
    }
  }
}

/** What a bucket that no connection has is reached with. */
function ofProcess({ variables, redactor }: Surroundings): Pick<S3Options, "variables" | "onSecret"> {
  return { variables, onSecret: redactor.add };
}

async function openConfig(name: string, config: LakeConfig, around: Surroundings): Promise<OpenedLake> {
  if (config.type === "files") return openFolder(name, path.resolve(around.workspace, config.path));
  return await openBucket(s3Options(name, config, around));
}

function openFolder(name: string, root: string): OpenedLake {
  const lake = filesLake({ name, root });
  const identity = `file:${root.replace(/[/\\]+$/, "")}/`;
  return { lake, identity, writer: filesWriter({ root }), close: () => lake.close() };
}

async function openBucket(options: S3Options): Promise<OpenedLake> {
  // AWS's client takes its time to load.
  const { s3Lake } = await import("./connections/s3/s3-lake.ts");
  const { canBeCopiedFrom, s3Writer } = await import("./connections/s3/s3-writer.ts");
  const lake = s3Lake(options);
  canBeCopiedFrom(lake, options);
  const { writer, close } = s3Writer(options);
  const identity = `s3:${options.endpoint ?? ""}/${options.bucket}/${options.prefix}`;
  return {
    lake,
    identity,
    writer,
    close: async () => {
      await close();
      await lake.close();
    },
  };
}
