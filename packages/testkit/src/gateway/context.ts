import type { ApprovalDesk } from "./approvals.js";
import type { Broadcaster } from "./broadcast.js";
import type { FaultBoard } from "./faults/board.js";
import type { ResolvedOptions } from "./options.js";
import type { PairingDesk } from "./pairing.js";
import type { PresenceBoard } from "./presence.js";
import type { Registry } from "./registry.js";
import type { RunEngine } from "./runs/engine.js";
import type { RunVoice } from "./runs/voice.js";
import type { GatewaySession, SessionStore, TranscriptEntry } from "./sessions.js";
import type { Subscriptions } from "./subscriptions.js";

/** What changed about a session, as `sessions.changed` says it. */
export interface SessionChange {
  readonly reason?: string;
  readonly phase?: string;
  readonly runId?: string;
}

/** Everything the parts of one gateway share. */
export interface GatewayContext {
  readonly options: ResolvedOptions;
  readonly sessions: SessionStore;
  readonly pairing: PairingDesk;
  readonly registry: Registry;
  readonly faults: FaultBoard;
  readonly presence: PresenceBoard;
  readonly broadcaster: Broadcaster;
  readonly subscriptions: Subscriptions;
  readonly runs: RunEngine;
  readonly approvals: ApprovalDesk;
  readonly voice: RunVoice;
  /** Tells subscribers that a session's row changed (protocol 4). */
  changed(session: GatewaySession, how: SessionChange): void;
  /** Tells subscribers of a new transcript entry (protocol 4). */
  wrote(session: GatewaySession, entry: TranscriptEntry): void;
  /** Aborts when a restart of protocol 4 begins to let runs end; one signal a boot. */
  draining(): AbortSignal;
  /** The last `heartbeat` event's payload, or null. */
  lastHeartbeat(): unknown;
  /** When this gateway (re)started, ms since the epoch. */
  readonly bootedAt: () => number;
  /** The port it listens on. */
  readonly port: () => number;
}
