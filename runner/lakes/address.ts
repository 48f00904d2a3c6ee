/** How to reach a bucket that is no connection's, or another way than the connection's. */
export interface BucketAccess {
  readonly anonymous?: boolean;
  readonly profile?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly pathStyle?: boolean;
  readonly requesterPays?: boolean;
}

/** A lake to open. */
export type LakeAddress =
  | { readonly kind: "connection"; readonly name: string }
  | {
      readonly kind: "bucket";
      readonly bucket: string;
      /** The connection whose settings are used: it has that bucket. Keys are of the whole bucket nevertheless. */
      readonly like?: string;
      readonly access: BucketAccess;
    }
  /** Absolute path of a local folder, which need not be there. */
  | { readonly kind: "folder"; readonly path: string };

/** A lake of the workspace's connections, as far as other names of it must be told from it. */
export type KnownLake =
  | {
      readonly name: string;
      readonly type: "s3";
      readonly bucket: string;
      readonly prefix: string;
      readonly endpoint?: string;
      /** Another name of the same connection: the chosen target has it under both. */
      readonly sameAs?: string;
    }
  /** `root` is an absolute path. */
  | { readonly name: string; readonly type: "files"; readonly root: string };
