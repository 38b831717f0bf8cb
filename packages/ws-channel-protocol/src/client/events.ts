import type { HawserError } from "@hawser/core";
import type { ChatAttachment } from "../frames/client-frames.js";
import type { ChannelState } from "./link/session.js";

/** What happens in a reply, in order. */
export type ReplyEvent =
  /** The agent is at work. */
  | { readonly type: "typing" }
  /** The reply grew: `delta` is what is new, `text` the whole reply so far. */
  | { readonly type: "text"; readonly delta: string; readonly text: string }
  /**
   * What was shown so far is void; the reply now reads `text`: the server changed what it had said
   * (`replaced`), or events were dropped because their reader was too slow (`overflow`).
   */
  | {
      readonly type: "resync";
      readonly reason: "replaced" | "overflow";
      readonly text: string;
    };

/** A finished reply. */
export interface ReplyResult {
  readonly messageId: string;
  readonly text: string;
  /** The final as it came: usually one part, several where the server cut a long one, none when `end` is not `final`. */
  readonly parts: readonly string[];
  /** Files that belong to the reply. */
  readonly mediaUrls: readonly string[];
  /**
   * `final`: the server said so. `idle`: it had begun and then said nothing for `replyIdleMs`, which is
   * how upstream's server ends a reply with no text. `stopped`: by `reply.stop()`.
   */
  readonly end: "final" | "idle" | "stopped";
}

interface IncomingBase {
  readonly content: string;
  readonly mediaUrls: readonly string[];
  /** Set when it was said in a group. */
  readonly groupId?: string;
}

/** A message that is not part of the reply to one of ours. */
export type IncomingMessage =
  /** The agent speaks unasked. A long one may come in several parts of one id. */
  | (IncomingBase & { readonly kind: "push"; readonly messageId: string | undefined })
  /** The rest of, or the answer to, a message of ours whose reply had ended before. */
  | (IncomingBase & { readonly kind: "late"; readonly messageId: string })
  /** The agent's answer to another member of a joined group. */
  | (IncomingBase & { readonly kind: "reply"; readonly messageId: string })
  /** What another member of a joined group said. */
  | (IncomingBase & {
      readonly kind: "member";
      readonly messageId: string;
      readonly groupId: string;
      readonly groupSubject?: string;
      readonly senderId: string;
      readonly senderName?: string;
      readonly replyToMessageId?: string;
      readonly replyToBody?: string;
      readonly attachments: readonly ChatAttachment[];
    });

/** What {@link WsChannelClient.on} knows by name. */
export interface ChannelEvents {
  /** The connection changed its state. */
  state: ChannelState;
  message: IncomingMessage;
  /** The agent is typing: for a reply of ours where `messageId` is one, in a group, or just so. */
  typing: { readonly messageId?: string; readonly groupId?: string };
  /** The answer to another member of a joined group, so far. */
  stream: { readonly messageId?: string; readonly groupId?: string; readonly text: string };
  /** An error that no reply can be blamed for: RemoteError with the server's words, or a frame that could not be read. */
  error: HawserError;
}
