import type { WorkspaceView } from "../../protocol/rpc/workspace.ts";
import { historyChanged, workspaceChanged } from "../../protocol/rpc/workspace.ts";
import type { Project } from "../project.ts";
import type { Session } from "../session.ts";
import type { Owner } from "../state/workspace-lock.ts";
import type { Peer } from "./connection.ts";
import { changesSince } from "./views/changes.ts";
import { viewSource } from "./views/view-source.ts";
import { isWorkspace, workspaceViewOf } from "./views/workspace.ts";

/** Tells one client of what happens in the history of the target that it looks at, from a view on. */
export interface Feed {
  /** The view that the client gets now; what happens after it is sent from now on. */
  begin(session: Session, project: Project): WorkspaceView;
  /** Something has happened, or may have: what is new is sent. While that goes on, it is remembered. */
  look(): void;
  /** Whether another process has the workspace: only looking tells what it does. */
  readonly followsOther: boolean;
  /** Nothing more is sent. Resolves when nothing is being sent any more. */
  end(): Promise<void>;
}

/** Events that a client may be behind before it gets the whole view instead. */
const MOST_BEHIND = 20_000;

/** What the client knows. */
interface Known {
  readonly session: Session;
  readonly project: Project;
  seq: number;
  /** The other process that had the workspace. */
  owner: string;
}

export function createFeed(peer: Peer, onError: (error: unknown) => void): Feed {
  let known: Known | undefined;
  let sending: Promise<void> | undefined;
  let isDue = false;
  let lastError = "";

  const begin: Feed["begin"] = (session, project) => {
    const view = workspaceViewOf(session, project);
    // Without a target that is there is no history.
    const hasHistory = isWorkspace(project) && view.target !== undefined && canReadHistory(session);
    known = hasHistory ? { session, project, seq: view.seq, owner: otherOwner(session) } : undefined;
    return view;
  };

  return {
    begin,
    look() {
      isDue = true;
      sending ??= sendAll()
        .then(() => {
          lastError = "";
        }, tellOnce)
        .finally(() => {
          sending = undefined;
        });
    },
    get followsOther() {
      return known !== undefined && known.owner !== "";
    },
    async end() {
      await sending;
      // Also when a client was too slow.
      known = undefined;
    },
  };

  /** It is looked five times in a second: what goes on is said once. */
  function tellOnce(error: unknown): void {
    if (String(error) !== lastError) onError(error);
    lastError = String(error);
  }

  /** A client that reads slowly is waited for; meanwhile what happens is gathered in the history. */
  async function sendAll(): Promise<void> {
    while (isDue && known !== undefined && !peer.gone.aborted) {
      isDue = await sendNext(known);
    }
  }

  /** Resolves with whether there may be more. */
  async function sendNext(current: Known): Promise<boolean> {
    const { session, project } = current;
    const behind = session.history().lastSeq() - current.seq;
    // What an owner did that has gone is told first.
    if (behind === 0 && otherOwner(session) === current.owner) return false;
    if (behind === 0 || behind > MOST_BEHIND) {
      await peer.send(workspaceChanged, begin(session, project));
      return true;
    }
    const changes = changesSince(current.seq, viewSource(session, project));
    if (changes === undefined) return false;
    current.seq = changes.seq;
    await peer.send(historyChanged, changes);
    return true;
  }
}

function otherOwner(session: Session): string {
  const owner: Owner | undefined = session.owner();
  return owner === undefined || owner.pid === process.pid ? "" : `${owner.pid} ${owner.since}`;
}

function canReadHistory(session: Session): boolean {
  try {
    session.history();
    return true;
  } catch {
    return false;
  }
}
