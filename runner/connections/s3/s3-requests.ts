import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { NodeHttpHandler } from "@smithy/node-http-handler";
import { UserError } from "../../../protocol/user-error.ts";
import { httpHandler, s3Client } from "./client.ts";
import { originName, renewalOf } from "./credential-errors.ts";
import { type Credentials, credentialsOf } from "./credentials.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { S3Options } from "./options.ts";
import { type S3Place, s3Place } from "./place.ts";
import { bucketEndpoint } from "./quick-get.ts";
import { payerOf } from "./requester-pays.ts";
import { type Action, s3Error, type Where } from "./s3-errors.ts";
import { type SessionToken, sessionTokenOf } from "./session-token.ts";
import { untilAborted } from "./shared-value.ts";

/** What a request is about, for the error that it may end in. */
export interface About {
  readonly action: Action;
  /** In the bucket, with the connection's prefix. Left out: the bucket. */
  readonly key?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Who signs requests. */
export interface Signer {
  /** `the profile "prod"` */
  readonly name: string;
  /** The last four characters of the access key id; undefined when there is none. */
  readonly keyEnd: string | undefined;
  readonly isSso: boolean;
  readonly token: SessionToken;
}

/** A bucket, as requests are sent to it. */
export interface S3Requests {
  /**
   * Does something with AWS's client. Throws UserErrors, or the signal's reason. Keys that have expired are asked for
   * again and a bucket is looked for in the region that the server tells: `work` is then called a second time.
   */
  use<Result>(about: About, work: (client: S3Client) => Promise<Result>): Promise<Result>;
  /** Where requests go now. */
  place(): Promise<S3Place>;
  /** Undefined for anonymous access. Throws the UserError of credentials that cannot be had. */
  signer(signal?: AbortSignal): Promise<Signer | undefined>;
  where(about: About): Promise<Where>;
  /** The UserError for what was thrown outside of `use`. */
  error(about: About, thrown: unknown): Promise<unknown>;
  /** The server that requests for the bucket go to. */
  address(): Promise<URL>;
  close(): Promise<void>;
}

/** A client, until its keys expire or the bucket turns out to be elsewhere. */
interface Opened {
  readonly place: S3Place;
  readonly client: S3Client;
  readonly credentials: Credentials | undefined;
}

/** Nothing is asked for before the first request. */
export function s3Requests(options: S3Options): S3Requests {
  const { name, bucket } = options;
  let handler: Promise<NodeHttpHandler> | undefined;
  let current: Promise<Opened> | undefined;

  function opened(): Promise<Opened> {
    if (current !== undefined) return current;
    const opening = s3Place(options).then(open);
    current = opening;
    opening.catch(() => {
      current = undefined;
    });
    return opening;
  }

  async function open(place: S3Place): Promise<Opened> {
    handler ??= httpHandler(options);
    const connections = await handler;
    const credentials = options.anonymous === true ? undefined : credentialsOf(options, connections);
    const client = s3Client(options, place, credentials?.provider, connections);
    return { place, client, credentials };
  }

  /** Waits until requests can be signed: AWS's client would not stop to wait for it. */
  async function ready({ client, credentials }: Opened, signal: AbortSignal | undefined): Promise<void> {
    if (credentials === undefined) return;
    await credentials.prepare(signal);
    await untilAborted(client.config.credentials(), signal);
  }

  /** A client with which the request may go better; undefined when there is none. */
  async function better(used: Opened, failure: Failure | undefined): Promise<Opened | undefined> {
    const other = await current;
    const place = placeAfter(used, failure);
    if (place === undefined) return undefined;
    // Somebody else has seen the same.
    if (other !== undefined && other !== used && other.place.region === place.region) return other;
    const opening = open(place);
    current = opening;
    return await opening;
  }

  async function whereOf(used: Opened, about: About): Promise<Where> {
    const { credentials, place } = used;
    const signer = credentials && (await signerOf(options, used.client, credentials));
    return {
      lake: name,
      bucket,
      region: place.region,
      endpoint: place.endpoint,
      identity:
        signer && (signer.keyEnd === undefined ? signer.name : `${signer.name} (key …${signer.keyEnd})`),
      token: signer?.token,
      renewal: credentials && renewalOf(credentials.origin, signer?.isSso === true),
      action: about.action,
      path: about.key === undefined ? `s3://${bucket}` : `s3://${bucket}/${about.key}`,
    };
  }

  /** The answer to HEAD has no reason in it; that to a listing has. */
  async function withReason(error: unknown, client: S3Client, { key, signal }: About): Promise<unknown> {
    const { Code, $metadata } = error as { Code?: string; $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    if (Code !== undefined || (status !== 400 && status !== 403)) return error;
    try {
      const asked = {
        Bucket: bucket,
        MaxKeys: 1,
        ...(key !== undefined && { Prefix: key }),
        ...payerOf(options),
      };
      await client.send(new ListObjectsV2Command(asked), { ...(signal && { abortSignal: signal }) });
      return error;
    } catch (reason) {
      return reason;
    }
  }

  return {
    async use(about, work) {
      about.signal?.throwIfAborted();
      const used = await opened();
      try {
        await ready(used, about.signal);
        return await work(used.client);
      } catch (thrown) {
        about.signal?.throwIfAborted();
        // Credentials that cannot be had.
        if (thrown instanceof UserError) throw thrown;
        const error = await withReason(thrown, used.client, about);
        about.signal?.throwIfAborted();
        const next = await better(used, failureOf(error));
        if (next === undefined) throw s3Error(await whereOf(used, about), error);
        try {
          await ready(next, about.signal);
          return await work(next.client);
        } catch (thrownAgain) {
          about.signal?.throwIfAborted();
          const again = await withReason(thrownAgain, next.client, about);
          about.signal?.throwIfAborted();
          if (failureOf(again)?.kind !== "wrong-region") throw s3Error(await whereOf(next, about), again);
          // It sends us back and forth: what counts is what the connection says.
          current = Promise.resolve(used);
          throw s3Error(await whereOf(used, about), error);
        }
      }
    },
    place: async () => (await opened()).place,
    signer: async (signal) => {
      const using = await opened();
      const { client, credentials } = using;
      if (credentials === undefined) return undefined;
      await ready(using, signal);
      return await signerOf(options, client, credentials);
    },
    where: async (about) => await whereOf(await opened(), about),
    error: async (about, thrown) => s3Error(await whereOf(await opened(), about), thrown),
    address: async () => (await bucketEndpoint((await opened()).client, bucket)).url,
    close: async () => {
      const using = await current?.catch(() => undefined);
      using?.client.destroy();
      (await handler?.catch(() => undefined))?.destroy();
    },
  };
}

function placeAfter({ place, credentials }: Opened, failure: Failure | undefined): S3Place | undefined {
  if (failure?.kind === "expired") return credentials === undefined ? undefined : place;
  if (failure?.kind !== "wrong-region") return undefined;
  const { told } = failure;
  return told === undefined || told === place.region ? undefined : { ...place, region: told };
}

const SSO = [
  "CREDENTIALS_SSO",
  "CREDENTIALS_SSO_LEGACY",
  "CREDENTIALS_PROFILE_SSO",
  "CREDENTIALS_PROFILE_SSO_LEGACY",
];

/** What AWS's chain marks credentials with, by the place where it found them. */
const SOURCES: readonly (readonly [mark: string, name: string])[] = [
  ["CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN", "a web identity"],
  ["CREDENTIALS_STS_ASSUME_ROLE_WEB_ID", "a web identity"],
  ["CREDENTIALS_HTTP", "the container"],
  ["CREDENTIALS_IMDS", "the instance"],
];

async function signerOf(options: S3Options, client: S3Client, credentials: Credentials): Promise<Signer> {
  const { assumeRole } = options;
  const found = await client.config.credentials().catch(() => undefined);
  const marks = Object.keys((found as { $source?: object } | undefined)?.$source ?? {});
  const source = SOURCES.find(([mark]) => marks.includes(mark))?.[1];
  const profile = marks.some((mark) => mark.startsWith("CREDENTIALS_PROFILE"))
    ? 'the profile "default"'
    : undefined;
  const own = credentials.origin.kind === "chain" ? (source ?? profile) : undefined;
  return {
    name:
      assumeRole === undefined ? (own ?? originName(credentials.origin)) : `the role ${assumeRole.roleArn}`,
    keyEnd: found?.accessKeyId.slice(-4),
    isSso: SSO.some((mark) => marks.includes(mark)),
    token: sessionTokenOf(options, credentials.origin, found),
  };
}
