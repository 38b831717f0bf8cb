import { randomUUID } from "node:crypto";
import type { AgentAttachment } from "../agent.js";
import type { GatewaySession } from "../sessions.js";

/**
 * Where a turn comes from: `chat.send`, the `agent` method, a message that waited for its session,
 * or a turn that a restarted gateway takes up again. Generations tell of each a little differently.
 */
export type TurnOrigin = "chat" | "agent" | "followup" | "recovery";

/** What protocol 4 does with a message to a busy session; "steer" is its default. */
export type QueueMode = "steer" | "followup" | "collect" | "interrupt";

/** Who sent a message. */
export interface Sender {
  readonly id: string;
  readonly mode: string;
}

/** A message that starts a run, or waits for one. */
export interface Turn {
  readonly runId: string;
  /** The idempotency key it came with, when that is not the run's id. */
  readonly inputId?: string;
  readonly session: GatewaySession;
  readonly origin: TurnOrigin;
  /** What the agent is asked. */
  readonly message: string;
  /** What the transcript says it was asked, when that is something else. */
  readonly shownAs?: string;
  readonly attachments: readonly AgentAttachment[];
  readonly sender: Sender;
  /** ms the run may take; 2026.3.2 takes the parameter and ignores it. */
  readonly timeoutMs?: number | undefined;
  readonly queueMode?: QueueMode | undefined;
  /** Identifies the request's body: the same key with another body is a conflict on protocol 4. */
  readonly fingerprint: string;
}

/** A message that waits for its session, or waited in vain. */
export interface WaitingTurn {
  /** The gateway's own id of it. */
  readonly id: string;
  readonly turn: Turn;
  readonly acceptedAt: number;
  readonly state: "queued" | "cancelled";
}

/** Puts a turn into the line. */
export const waitingTurn = (turn: Turn, acceptedAt: number): WaitingTurn => ({
  id: randomUUID(),
  turn,
  acceptedAt,
  state: "queued",
});

/** What 2026.9.6 makes of messages it collected while the session was busy. */
export function collected(turns: readonly Turn[]): string {
  const queued = turns.map(
    (turn, i) => `---\nQueued #${i + 1} (from ${turn.sender.id})\n${turn.message}`,
  );
  return ["[Queued messages while agent was busy]", ...queued].join("\n\n");
}
