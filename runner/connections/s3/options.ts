/** Keys of AWS, static or temporary. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface AssumedRole {
  readonly roleArn: string;
  readonly externalId?: (signal: AbortSignal) => Promise<string>;
  readonly sessionName?: string;
  readonly durationSeconds?: number;
  readonly endpoint?: string;
}

/** How to reach a bucket. */
export interface S3Options {
  /** The connection's name, as errors and logs tell it. */
  readonly name: string;
  readonly bucket: string;
  /** Empty, or with a slash at its end; the lake's keys are relative to it. */
  readonly prefix: string;
  readonly region?: string;
  readonly endpoint?: string;
  /** Default: whether there is an endpoint. */
  readonly pathStyle?: boolean;
  readonly anonymous?: boolean;
  readonly profile?: string;
  /**
   * Asked when requests are signed, and again when its keys are refused as expired. The signal aborts when nobody waits
   * for them any more.
   */
  readonly keys?: (signal: AbortSignal) => Promise<AwsKeys>;
  readonly assumeRole?: AssumedRole;
  readonly requesterPays?: boolean;
  /** Told of keys that AWS's own chain finds, so that nothing prints them. */
  readonly onSecret?: (text: string) => void;
  /** AWS's own variables (`AWS_PROFILE`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`, …). */
  readonly variables: (name: string) => string | undefined;
  /** An answer that gives nothing for so long is asked for again where it stopped, in milliseconds. Default 60,000. */
  readonly stallMilliseconds?: number;
}
