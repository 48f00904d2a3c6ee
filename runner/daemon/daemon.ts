import type { RpcNotification } from "../../protocol/rpc/message.ts";
import { type RecoveredRuns, runsRecovered } from "../../protocol/rpc/work.ts";
import type { WorkspaceView } from "../../protocol/rpc/workspace.ts";
import { workspaceChanged } from "../../protocol/rpc/workspace.ts";
import { UserError } from "../../protocol/user-error.ts";
import { CANCELLED_BY_USER } from "../driving/open-runs.ts";
import { coalesced } from "./coalesced.ts";
import type { Peer } from "./connection.ts";
import type { DaemonLog } from "./daemon-log.ts";
import { createFeed, type Feed } from "./feed.ts";
import type { Handler, HandlerGroup, OwnContext } from "./handler.ts";
import type { OpenTarget } from "./open-target.ts";
import { textOf } from "./refusal.ts";
import type { Targets } from "./targets.ts";

/** What the daemon knows of one client. */
export interface ClientState {
  readonly peer: Peer;
  readonly feed: Feed;
  /** The name of the target that it works on; null for the one that `millrace.json` chooses. */
  targetName: string | null;
  /** It was given a view: from then on it is told of changes. */
  isLooking: boolean;
  /** Lets go of the target that it looks at. */
  release: () => void;
  /** Sends it a view, and lets nobody wait for that: it may be a client that does not read. */
  readonly renew: () => void;
  /** Requests that can be cancelled, by the ids that the client gave them. */
  readonly requests: Map<string, AbortController>;
}

export interface Daemon {
  /** A view for the client, and from then on what changes. */
  view(state: ClientState): Promise<WorkspaceView>;
  selectTarget(state: ClientState, name: string | null): Promise<WorkspaceView>;
  /** Files have changed, or may have: every client gets the new view. */
  reload(except?: ClientState): Promise<void>;
  connect(peer: Peer): ClientState;
  answer(state: ClientState, method: string, params: unknown, signal: AbortSignal): Promise<unknown>;
  /** Something happened in a history. */
  nudge(): void;
  /** Looks whether another process has done something in a history. */
  look(): void;
  /** Whether a client is shown what another process does. */
  followsOther(): boolean;
  clients(): number;
  /** Runs that were found at the start are resumed: told once. */
  tellRecovered(recovered: RecoveredRuns): void;
  /** Asks for the end. Throws a UserError when runs are at work, unless it is forced. */
  requestEnd(force: boolean): void;
  /** Cancels what runs and closes everything. */
  close(): Promise<void>;
}

export interface DaemonOptions {
  readonly targets: Targets;
  readonly groups: readonly HandlerGroup[];
  readonly log: DaemonLog;
  /** Whoever listens for clients, or waits for idleness, should look again. */
  readonly onChange: () => void;
  readonly onEndRequested: () => void;
  /** How long sessions may take to close when all runs have ended, in milliseconds. */
  readonly closeWithin: number;
}

/** Between two notifications of changes to one client, in milliseconds; the first after a quiet time comes at once. */
const NOTIFY_EVERY = 30;

/** How long a client that does not read may hold up the end, in milliseconds. */
const GOODBYE_WITHIN = 500;

export function createDaemon(options: DaemonOptions): Daemon {
  const { targets, groups, log, onChange, onEndRequested, closeWithin } = options;
  const clients = new Set<ClientState>();
  const handlers = new Map(
    groups.flatMap((group) => group.handlers).map((handler): [string, Handler] => [handler.method, handler]),
  );
  const ending = new AbortController();
  /** The name that was chosen last: what a client begins with that comes back after a reload of its window. */
  let lastChosen: string | null = null;
  let recovered: RecoveredRuns | undefined;
  let nudging: NodeJS.Timeout | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;

  const targetOf = (state: ClientState): OpenTarget => {
    try {
      return targets.get(state.targetName);
    } catch (error) {
      if (state.targetName === null) throw error;
      // `millrace.json` does not have it any more.
      state.targetName = null;
      return targets.get(null);
    }
  };

  const viewFor = async (state: ClientState): Promise<WorkspaceView> => {
    const target = targetOf(state);
    // Its history is looked at until the next view, and the one before until this one is there.
    const release = target.hold();
    try {
      await target.refresh();
      const view = state.feed.begin(target.session, await target.session.project());
      state.isLooking = true;
      state.release();
      state.release = release;
      if (state.peer.gone.aborted) release();
      return view;
    } catch (error) {
      release();
      throw error;
    }
  };

  const daemon: Daemon = {
    async view(state) {
      await daemon.reload(state);
      const view = await viewFor(state);
      if (recovered !== undefined) daemon.tellRecovered(recovered);
      return view;
    },
    async selectTarget(state, name) {
      // Throws when there is none of that name.
      targets.get(name);
      state.targetName = name;
      lastChosen = name;
      return await daemon.view(state);
    },
    async reload(except) {
      if (!(await targets.refresh())) return;
      for (const state of clients) {
        if (state !== except && state.isLooking) state.renew();
      }
    },
    connect(peer) {
      const feed = createFeed(peer, (error) => log(`changes could not be told: ${textOf(error)}`));
      const state: ClientState = {
        peer,
        feed,
        targetName: lastChosen,
        isLooking: false,
        release: () => {},
        renew: coalesced(
          async () => {
            if (!peer.gone.aborted) await peer.send(workspaceChanged, await viewFor(state));
          },
          (error) => log(`a view could not be made: ${textOf(error)}`),
        ),
        requests: new Map(),
      };
      clients.add(state);
      onChange();
      peer.gone.addEventListener("abort", () => {
        clients.delete(state);
        state.release();
        onChange();
      });
      return state;
    },
    async answer(state, method, params, signal) {
      const handler = handlers.get(method);
      if (handler === undefined) throw unknownMethod(method);
      if (handler.isFresh) await daemon.reload();
      const target = targetOf(state);
      const release = target.hold();
      const cancelled = cancelledBy(state, params);
      const signals = [signal, ending.signal, cancelled.signal];
      try {
        return await handler.answer(
          {
            session: target.session,
            holdSession: target.hold,
            client: clientOf(state.peer),
            signal: AbortSignal.any(signals),
            target,
            daemon,
            state,
          } satisfies OwnContext,
          params ?? {},
        );
      } finally {
        cancelled.forget();
        release();
      }
    },
    nudge() {
      const after = Math.max(0, toldAt + NOTIFY_EVERY - performance.now());
      nudging ??= setTimeout(() => {
        nudging = undefined;
        toldAt = performance.now();
        daemon.look();
      }, after);
    },
    look() {
      for (const { feed } of clients) feed.look();
    },
    followsOther: () => [...clients].some(({ feed }) => feed.followsOther),
    clients: () => clients.size,
    tellRecovered(found) {
      const looking = [...clients].filter(({ isLooking }) => isLooking);
      recovered = looking.length === 0 ? found : undefined;
      for (const { peer } of looking) void peer.send(runsRecovered, found);
    },
    requestEnd(force) {
      if (targets.isBusy() && !force) throw runsAtWork();
      setImmediate(onEndRequested);
    },
    async close() {
      ending.abort();
      clearTimeout(nudging);
      targets.cancelAll(CANCELLED_BY_USER);
      for (const group of groups) {
        await group.close?.().catch((error: unknown) => log(`closing failed: ${textOf(error)}`));
      }
      await targets.atRest();
      // Clients are told how their runs have ended.
      await Promise.all([...clients].map(goodbye));
      // What hangs here, such as a request that cannot be stopped, would keep the next one from beginning.
      const late = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), closeWithin));
      if ((await Promise.race([targets.close(), late])) === "late") log("not all could be closed in time");
    },
  };
  return daemon;
}

async function goodbye({ feed, peer, release }: ClientState): Promise<void> {
  feed.look();
  const late = new Promise((resolve) => setTimeout(resolve, GOODBYE_WITHIN));
  await Promise.race([feed.end().then(() => peer.end()), late]);
  release();
}

function clientOf(peer: Peer): OwnContext["client"] {
  return {
    gone: peer.gone,
    notify: <Params>(notification: RpcNotification<Params>, params: Params) =>
      void peer.send(notification, params),
  };
}

/** For requests whose params have an id by which the client can cancel them. */
function cancelledBy({ requests }: ClientState, params: unknown): { signal: AbortSignal; forget(): void } {
  const controller = new AbortController();
  const { requestId } = (params ?? {}) as { readonly requestId?: unknown };
  if (typeof requestId !== "string") return { signal: controller.signal, forget: () => {} };
  // A request to cancel has the id of the one that it cancels.
  const isFirst = !requests.has(requestId);
  if (isFirst) requests.set(requestId, controller);
  return { signal: controller.signal, forget: () => void (isFirst && requests.delete(requestId)) };
}

function unknownMethod(method: string): UserError {
  return new UserError({ code: "unknown-method", message: `The runner does not know "${method}".` });
}

function runsAtWork(): UserError {
  return new UserError({
    code: "runs-at-work",
    message: "Runs are at work, so the runner does not end.",
    next: "Cancel them first, or end it all the same: that cancels them.",
    retryable: true,
  });
}
