import type { HawserError } from "@hawser/core";
import type { ChatMessage, ChatUsage } from "../schemas/index.js";

/** What happens in a run, in order. */
export type ChatRunEvent =
  /** The reply grew: `delta` is what is new, `text` the whole reply so far. */
  | { readonly type: "text"; readonly delta: string; readonly text: string }
  /** Where the run stands: `sent`, `queued`, `reconnecting`, or the gateway's own phase (`preparing_context`, `starting_model`, …). */
  | { readonly type: "status"; readonly phase: string }
  /** A tool call of the agent. */
  | {
      readonly type: "tool";
      readonly phase: "start" | "update" | "result" | (string & {});
      readonly name: string;
      readonly toolCallId?: string;
      readonly args?: unknown;
      readonly result?: unknown;
      readonly isError?: boolean;
    }
  /**
   * What was shown so far is void; the reply now reads `text`: the gateway began the run anew
   * (`restarted`) or changed what it had said (`replaced`), or events were dropped because their reader
   * was too slow (`overflow`).
   */
  | {
      readonly type: "resync";
      readonly reason: "replaced" | "restarted" | "overflow";
      readonly text: string;
    };

/** How a run ended. */
export interface ChatRunResult {
  /** `final`: the agent finished; `aborted`: stopped by someone; `error`: the run failed. */
  readonly status: "final" | "aborted" | "error";
  /** The reply, partial when the run did not finish. */
  readonly text: string;
  readonly runId: string;
  /** The terminal message, where the gateway sent one. */
  readonly message?: ChatMessage;
  readonly usage?: ChatUsage;
  /** Why the model or the gateway stopped (`stop`, `rpc`, …). */
  readonly stopReason?: string;
  /** Set when status is `error`. */
  readonly error?: HawserError;
}
