import type { ApprovalDesk } from "./approvals.js";
import type { Broadcaster } from "./broadcast.js";
import type { FaultBoard } from "./faults/board.js";
import type { ResolvedOptions } from "./options.js";
import type { PairingDesk } from "./pairing.js";
import type { PresenceBoard } from "./presence.js";
import type { Registry } from "./registry.js";
import type { RunEngine } from "./runs/engine.js";
import type { TranscriptKeeper } from "./runs/transcript.js";
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
  readonly transcript: TranscriptKeeper;
  /** Tells subscribers that a session's row changed (protocol 4). */
  changed(session: GatewaySession, how: SessionChange): void;
  /** Tells subscribers of a new transcript entry (protocol 4). */
  wrote(session: GatewaySession, entry: TranscriptEntry): void;
  /** True while protocol 4 lets runs end before it goes down. */
  draining(): boolean;
  /** Aborts when the gateway is about to close its sockets; one signal a boot. */
  stopping(): AbortSignal;
  /** The last `heartbeat` event's payload, or null. */
  lastHeartbeat(): unknown;
  /** Names this life of the gateway: another one after a restart. */
  readonly bootId: () => string;
  /** When this gateway (re)started, ms since the epoch. */
  readonly bootedAt: () => number;
  /** The port it listens on. */
  readonly port: () => number;
}
