import type { AuthIdentity } from "../auth/types.js";
import type { Identity } from "./identity.js";
import { cleanName } from "./ids.js";

/** Who says one message. */
export interface Speaker {
  readonly senderId: string;
  readonly senderName?: string | undefined;
  readonly avatar?: string | undefined;
  readonly authData?: AuthIdentity | undefined;
  readonly authenticated: boolean;
}

/** What a message claims. */
interface Claim {
  readonly senderId?: string | undefined;
  readonly senderName?: string | undefined;
}

const NO_CLAIM: Claim = {};

/**
 * Who speaks. Where the connection's identity is free the message may name somebody else; else its own
 * name is all it may repeat.
 *
 * @returns undefined for a claim to be another.
 */
export function speakerOf(identity: Identity, claim: Claim = NO_CLAIM): Speaker | undefined {
  const { kind, senderId } = identity;
  const claimed = claim.senderId;
  const own = claimed === undefined || claimed === senderId;
  switch (kind) {
    case "authenticated": {
      const { senderName, avatar, authData } = identity;
      return own ? { senderId, senderName, avatar, authData, authenticated: true } : undefined;
    }
    case "anonymous": {
      if (!own && claimed !== identity.claimed) return undefined;
      const senderName = cleanName(claim.senderName) ?? identity.senderName;
      return { senderId, senderName, authenticated: false };
    }
    case "free": {
      const senderName = cleanName(claim.senderName) ?? (own ? identity.senderName : undefined);
      return { senderId: claimed ?? senderId, senderName, authenticated: false };
    }
    default:
      return kind satisfies never;
  }
}
