import type { AuthIdentity } from "../auth/types.js";

/** A sender who is not on `allowFrom` and wants in. */
export interface PairRequest {
  readonly senderId: string;
  readonly senderName?: string;
  readonly authenticated: boolean;
  readonly authData?: AuthIdentity;
  readonly connectionId: string;
}

/** What becomes of a {@link PairRequest}. */
export type PairDecision =
  | boolean
  | {
      readonly allowed: boolean;
      /** What the sender is told when not allowed, such as a pairing code and what to do with it. */
      readonly text?: string;
    };

/**
 * Asked about direct messages of senders not on `allowFrom`, under `dmPolicy: "pairing"`: again for each
 * message, but once at a time for one sender, and what it says then counts for all messages of that
 * sender that wait for it. A throw lets nobody in and is told as `internal`.
 */
export type PairHook = (request: PairRequest) => PairDecision | Promise<PairDecision>;

/** Who may speak to the agent directly. */
export type DmPolicy = "open" | "pairing" | "allowlist";
