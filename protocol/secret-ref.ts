/** Where a secret is; never the secret itself. As `millrace.json` has it. */
export type SecretRef =
  /** A variable of the environment, or of the workspace's `.env`. */
  | { readonly env: string }
  /** What a program prints; it is run without a shell. */
  | { readonly command: readonly string[] }
  /** A secret of AWS Secrets Manager; `key` is a field of one that is a JSON object. */
  | {
      readonly awsSecret: string;
      readonly key?: string;
      readonly region?: string;
      readonly profile?: string;
      readonly endpoint?: string;
    }
  /** A secret that the editor keeps, by name. */
  | { readonly editor: string };
