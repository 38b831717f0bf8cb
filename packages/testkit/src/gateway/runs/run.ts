import { randomUUID } from "node:crypto";
import type { GatewaySession } from "../sessions.js";
import type { Turn, TurnOrigin } from "./turn.js";

/** How a run stands, or ended. */
export type RunOutcome =
  | { readonly status: "running" }
  | { readonly status: "ok"; readonly endedAt: number }
  | { readonly status: "aborted"; readonly endedAt: number; readonly stopReason: string }
  | { readonly status: "error"; readonly endedAt: number; readonly message: string };

/** One run of the agent: one turn, or several when messages are steered into it. */
export class Run {
  readonly runId: string;
  readonly session: GatewaySession;
  readonly origin: TurnOrigin;
  readonly message: string;
  readonly startedAt: number;
  readonly controller: AbortController = new AbortController();
  /** Prefix of protocol 4's `itemId`. */
  readonly itemId: string = randomUUID();
  /** What was said before the present part, with the blank line that follows it. */
  before = "";
  /** What the present part has said so far. */
  part = "";
  /** Counts parts from 1. */
  partNumber = 1;
  /** Number of the last agent event; chat events carry the number of the event they mirror. */
  seq = 0;
  /** The part of `text` that chat deltas have shown. */
  shown = "";
  lastChatAt: number = Number.NEGATIVE_INFINITY;
  /** What of `part` agent events have told. */
  said = "";
  lastSaidAt: number = Number.NEGATIVE_INFINITY;
  /** Timer of the event that tells what was gathered meanwhile. */
  gathering: unknown = undefined;
  outputTokens = 0;
  usedTools = false;
  outcome: RunOutcome = { status: "running" };

  constructor(turn: Turn, startedAt: number) {
    this.runId = turn.runId;
    this.session = turn.session;
    this.origin = turn.origin;
    this.message = turn.message;
    this.startedAt = startedAt;
  }

  get sessionKey(): string {
    return this.session.key;
  }

  get status(): RunOutcome["status"] {
    return this.outcome.status;
  }

  /** Everything said so far. */
  get text(): string {
    return this.before + this.part;
  }

  nextSeq(): number {
    this.seq += 1;
    return this.seq;
  }

  /** A message was steered in: what is said next answers that one. */
  beginPart(): void {
    this.before = this.text === "" ? "" : `${this.text}\n\n`;
    this.part = "";
    this.said = "";
    this.partNumber += 1;
  }
}
