import type { S3ClientConfig } from "@aws-sdk/client-s3";

type Retries = Extract<
  NonNullable<S3ClientConfig["retryStrategy"]>,
  { acquireInitialRetryToken: unknown; refreshRetryTokenForRetry: unknown }
>;
type Token = Awaited<ReturnType<Retries["acquireInitialRetryToken"]>>;

const FIRST_PAUSE_MS = 100;
/** After the server has asked to slow down. */
const FIRST_SLOW_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 20_000;

/**
 * Sends a request again, at growing intervals, when another attempt can help: network errors, 500s, 503 SlowDown and
 * a clock that has been set right. AWS's own strategies also stop after some 35 failures of all requests together;
 * with dozens in flight, one moment of a server that is out of order uses that up.
 */
export function patientRetries(attempts: number): Retries {
  const token = (count: number, delay: number): Token => ({
    getRetryCount: () => count,
    getRetryDelay: () => delay,
  });
  return {
    acquireInitialRetryToken: async () => token(0, 0),
    refreshRetryTokenForRetry: async (before, { errorType, retryAfterHint }) => {
      const count = before.getRetryCount() + 1;
      const isRetryable = errorType === "THROTTLING" || errorType === "TRANSIENT";
      if (!isRetryable || count >= attempts) throw new Error("No more attempts");
      const first = errorType === "THROTTLING" ? FIRST_SLOW_PAUSE_MS : FIRST_PAUSE_MS;
      const hinted = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - Date.now();
      return token(count, Math.min(Math.max(hinted, pause(first, count)), LONGEST_PAUSE_MS));
    },
    recordSuccess: () => {},
  };
}

/** Half of it is chance, so that requests that failed together do not come back together. */
export function pause(first: number, count: number): number {
  const longest = first * 2 ** (count - 1);
  return longest * (0.5 + Math.random() / 2);
}
