import { UserError } from "../../../protocol/user-error.ts";
import type { ConnectionTest, StepFinding } from "../connection-test.ts";
import { connectError } from "./connect-errors.ts";
import { postgresTest } from "./connection-test.ts";
import { cancelled } from "./errors.ts";
import { isSocketFolder, type PostgresOptions, serverAddress } from "./options.ts";
import type { PostgresSettings } from "./said-parameters.ts";
import { describeOptions, serverOptions } from "./server-options.ts";
import { checksOf } from "./tls.ts";
import { TLS_FAILED } from "./tls-errors.ts";
import { TIMED_OUT, WireConnection } from "./wire-connection.ts";

const TLS_MILLISECONDS = 10_000;

/** The steps for a server that is not Millrace's own: settings, TLS, and then as any other Postgres. */
export function serverTest(settings: PostgresSettings, readOnly: string | undefined): ConnectionTest {
  let known: PostgresOptions | undefined;
  const options = (): PostgresOptions => {
    if (known === undefined) throw new Error("The step of the settings comes first.");
    return known;
  };
  const { steps, close } = postgresTest({ options, readOnly });
  const [reach, ...others] = steps;
  if (reach === undefined) throw new Error("A server is reached first.");
  return {
    steps: [
      {
        name: "settings",
        run: async () => {
          known = await serverOptions(settings);
          return { found: describeOptions(known) };
        },
      },
      reach,
      { name: "TLS", run: (signal) => tlsStep(options(), signal) },
      ...others,
    ],
    close,
  };
}

async function tlsStep(options: PostgresOptions, signal: AbortSignal): Promise<StepFinding> {
  const { name, host, tls } = options;
  if (isSocketFolder(host)) return { skipped: "a Unix socket has none" };
  if (tls === undefined || tls.mode === "disable") return { skipped: "sslmode disable" };
  if (tls.mode === "allow") return { skipped: "sslmode allow: only where the server demands it" };
  if (signal.aborted) throw cancelled(name);
  const wire = new WireConnection({ name, address: options, ways: ["tls"] });
  const onAbort = (): void => wire.giveUp(cancelled(name));
  signal.addEventListener("abort", onAbort, { once: true });
  const timer = setTimeout(() => wire.giveUp(new Error(TIMED_OUT)), TLS_MILLISECONDS);
  try {
    await new Promise<void>((resolve, reject) => {
      wire.on("connect", () => resolve());
      wire.on("error", reject);
      wire.on("end", () => reject(new Error(`${serverAddress(options)} closed the connection`)));
      wire.connect();
    });
    if (wire.checked === undefined)
      return { found: "none: the server has no TLS, and sslmode prefer goes on" };
    return { found: `${protocolOf(wire)}, ${checksOf(tls.mode, wire.checked)}` };
  } catch (error) {
    const known = connectError(options, error);
    if (tls.mode === "prefer" && known instanceof UserError && known.code === TLS_FAILED)
      return { found: `none, and sslmode prefer goes on without: ${known.message}` };
    throw known;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    wire.stream.destroy();
  }
}

function protocolOf({ stream }: WireConnection): string {
  return "getProtocol" in stream ? (stream.getProtocol() ?? "TLS") : "none";
}
