import type { S3Options } from "./options.ts";

/** How errors speak of a lake and of its settings. */
export interface LakeWords {
  /** `the lake "raw"` */
  readonly lake: string;
  /** ` of the lake "raw"`, behind what names the bucket; empty where it would be named twice. */
  readonly ofLake: string;
  readonly endpoint: string;
  readonly region: string;
  /** What to do where credentials are needed, and none were to be used. */
  readonly signIn: string;
  /** What to do with that setting, as a beginning of a sentence. */
  setRegion(told: string | undefined, hasEndpoint: boolean): string;
}

/**
 * A bucket of the command line, which no connection has, is called by its address, and its settings are options. That
 * name is no connection's: those have no slashes.
 */
export function lakeWords({ name, bucket }: Pick<S3Options, "name" | "bucket">): LakeWords {
  if (name === `s3://${bucket}`)
    return {
      lake: name,
      ofLake: "",
      endpoint: "--endpoint",
      region: "--region",
      signIn: "Leave out --anonymous",
      setRegion: (told, hasEndpoint) =>
        `Give ${told === undefined ? "its region with --region" : `--region ${told}`}${hasEndpoint ? ", and a server of that region with --endpoint" : ""}`,
    };
  return {
    lake: `the lake "${name}"`,
    ofLake: ` of the lake "${name}"`,
    endpoint: "the connection's endpoint",
    region: "the connection's region",
    signIn: 'Take "anonymous" out of the connection',
    setRegion: (told, hasEndpoint) =>
      `Set the connection's "region"${told === undefined ? "" : ` to "${told}"`}${hasEndpoint ? ", and its endpoint to one of that region" : ""}`,
  };
}
