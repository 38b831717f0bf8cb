import type { HawserError } from "@hawser/core";
import type { ChatMessage } from "../schemas/index.js";
import type { BadEnd } from "./history-match.js";
import { runFailed, runInterrupted } from "./run-errors.js";
import type { RunProgress, RunStanding, TranscriptEnd } from "./run-inquiry.js";

/** What to do with a run after the gateway was asked about it. */
export type RunDecision =
  /** The terminal event, or the gateway's own recovery, may still come: ask again soon. */
  | { readonly kind: "ask-again" }
  /** All is well: wait for events. */
  | { readonly kind: "wait" }
  /** Send the message again, with its key. */
  | { readonly kind: "send" }
  /** The run is another message's. */
  | { readonly kind: "disown" }
  /** It waits its turn: a run with another id will answer it. */
  | { readonly kind: "queue" }
  /** Nothing is known; on a queued message silence decides. `asked`: the transcript has it by now. */
  | ({ readonly kind: "watch-silence" } & TranscriptEnd)
  | ({ readonly kind: "follow" } & RunProgress)
  | {
      readonly kind: "end";
      readonly status: "final" | "aborted" | "error";
      readonly message?: ChatMessage | undefined;
      readonly error?: HawserError;
    };

/** What the client knows of the run when the answer comes. */
export interface RunSituation {
  /** The link is new: whether the gateway still knows the run is in question. */
  readonly reconnected: boolean;
  /** The gateway is not the process that took the message. */
  readonly restarted: boolean;
  /** The message waits behind another run. */
  readonly queued: boolean;
  /** Part of its reply is here. */
  readonly said: boolean;
  /** Time since the run was last heard of, ms. */
  readonly silentMs: number;
}

/** A terminal event that is on its way arrives within this time. */
export const QUIET_GRACE_MS = 3_000;
/** A gateway that just started takes interrupted turns up within this time. */
export const RECOVERY_MS = 30_000;

/** Pure: the standing of a run at the gateway and what is known here give what happens next. */
export function decide(standing: RunStanding, situation: RunSituation): RunDecision {
  const { reconnected, restarted, queued, said, silentMs } = situation;
  switch (standing.kind) {
    case "ended":
      if (standing.ended !== undefined) return badEnd(standing.ended, standing.message);
      if (standing.message !== undefined)
        return { kind: "end", status: "final", message: standing.message };
      if (standing.unsure === true && !said) return { kind: "queue" };
      return silentMs < QUIET_GRACE_MS ? { kind: "ask-again" } : { kind: "end", status: "final" };
    case "failed":
      return { kind: "end", status: "error", error: runFailed(standing.reason) };
    case "foreign":
      return { kind: "disown" };
    case "cancelled":
      return { kind: "end", status: "aborted" };
    case "running":
      return { ...standing, kind: "follow" };
    case "pending":
      return standing.own && !queued ? { kind: "queue" } : { kind: "wait" };
    case "idle": {
      const lost = restarted && standing.asked;
      // The same key sent again is answered from memory, unless the process that knew it is gone.
      // One that a new process never wrote down (it waited its turn in memory) is lost without this.
      if ((reconnected || restarted) && !lost) return { kind: "send" };
      if (lost && silentMs < RECOVERY_MS) return { kind: "ask-again" };
      // An empty final with nothing behind it was the whole answer (a command, a silent reply).
      if (queued && !lost) return { kind: "end", status: "final" };
      // A run that was just acknowledged is not at work yet.
      if (silentMs < QUIET_GRACE_MS) return { kind: "ask-again" };
      return { kind: "end", status: "error", error: runInterrupted() };
    }
    case "unknown":
      return reconnected || restarted ? { kind: "send" } : { ...standing, kind: "watch-silence" };
    default:
      return standing satisfies never;
  }
}

function badEnd({ status, reason }: BadEnd, message: ChatMessage | undefined): RunDecision {
  if (status === "aborted") return { kind: "end", status, message };
  return { kind: "end", status, message, error: runFailed(reason) };
}
