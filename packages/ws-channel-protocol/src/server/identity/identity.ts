import type { AuthIdentity } from "../auth/types.js";

/** Who a connection speaks for. */
export type Identity =
  /** Nobody is asked: the client says who speaks, in the URL or in each message. */
  | { readonly kind: "free"; readonly senderId: string; readonly senderName?: string }
  /** Proven. The client has no say. */
  | {
      readonly kind: "authenticated";
      readonly senderId: string;
      readonly senderName?: string;
      readonly avatar?: string;
      readonly authData: AuthIdentity;
    }
  /** Let in without a token: under a name that cannot be a user's. */
  | {
      readonly kind: "anonymous";
      readonly senderId: string;
      readonly senderName?: string;
      /** The id the client gave itself. */
      readonly claimed: string;
    };

/** What begins the ids of senders let in without a token; no user's id may. */
export const ANONYMOUS = "anonymous:";
