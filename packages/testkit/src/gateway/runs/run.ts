import { randomUUID } from "node:crypto";
import type { GatewaySession } from "../sessions.js";

/** How a run stands, or ended. */
export type RunOutcome =
  | { readonly status: "running" }
  | { readonly status: "ok"; readonly endedAt: number }
  | { readonly status: "aborted"; readonly endedAt: number; readonly stopReason: string }
  | { readonly status: "error"; readonly endedAt: number; readonly message: string };

/** One turn of the agent. */
export class Run {
  readonly runId: string;
  /** The idempotency key of the message it answers; the run's own id unless the message had to wait. */
  readonly inputId: string;
  readonly session: GatewaySession;
  readonly origin: "chat" | "agent";
  readonly message: string;
  readonly startedAt: number;
  readonly controller: AbortController = new AbortController();
  /** Prefix of protocol 4's `itemId`. */
  readonly itemId: string = randomUUID();
  /** Everything said so far. */
  text = "";
  /** Number of the last agent event; chat events carry the number of the event they mirror. */
  seq = 0;
  /** The part of `text` that chat deltas have shown. */
  shown = "";
  lastChatAt: number = Number.NEGATIVE_INFINITY;
  /** The part of `text` that agent events have told. */
  said = "";
  lastSaidAt: number = Number.NEGATIVE_INFINITY;
  /** Timer of the event that tells what was gathered meanwhile. */
  gathering: unknown = undefined;
  outputTokens = 0;
  usedTools = false;
  outcome: RunOutcome = { status: "running" };

  constructor(
    runId: string,
    session: GatewaySession,
    origin: "chat" | "agent",
    message: string,
    startedAt: number,
    inputId: string = runId,
  ) {
    this.runId = runId;
    this.inputId = inputId;
    this.session = session;
    this.origin = origin;
    this.message = message;
    this.startedAt = startedAt;
  }

  get sessionKey(): string {
    return this.session.key;
  }

  nextSeq(): number {
    this.seq += 1;
    return this.seq;
  }
}
