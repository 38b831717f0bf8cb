import type { ChatAttachment } from "./client-frames.js";
import type { ChatErrorCode } from "./error-codes.js";
import type { ChannelFeature } from "./features.js";

/** What a server says of itself in its banner. Extension of Hawser. */
export interface ServerInfo {
  /** `hawser` for ours. */
  name: string;
  /** What it can do beyond upstream. Names not listed in {@link ChannelFeature} are to be ignored. */
  features: (ChannelFeature | (string & {}))[];
  /** The largest frame it accepts, in bytes. */
  maxPayload?: number | undefined;
  /** Another one after each start of the server: what was asked before is not known any more. */
  instance?: string | undefined;
  /** Feature `resume`: for how long at least a message is known, from when it came, in milliseconds. */
  resumeTtlMs?: number | undefined;
}

/** The agent is at work. Upstream sends it about twice for a message, and without any field. */
export interface ChatTypingFrame {
  type: "chat.typing";
  /** Extension. */
  messageId?: string | undefined;
  /** Extension. */
  groupId?: string | undefined;
}

/** A piece of a reply: the whole text so far (partial replies, and always from Hawser), or only what is new (upstream's block replies). */
export interface ChatStreamFrame {
  type: "chat.stream";
  messageId?: string | undefined;
  content: string;
  /** Always false. */
  done?: boolean | undefined;
  /** Extension: the group that the answered message was sent in. */
  groupId?: string | undefined;
}

/**
 * A final reply, an unasked message of the agent (a `messageId` of its own), or the banner, which comes
 * first on every connection and has no `messageId`. Upstream sends a final over 4000 characters as
 * several of these with one `messageId`, each with `done: true`.
 */
export interface ChatResponseFrame {
  type: "chat.response";
  messageId?: string | undefined;
  content: string;
  done?: boolean | undefined;
  /** Extension: files that belong to the reply. */
  mediaUrls?: string[] | undefined;
  /** Extension: the group that the answered message was sent in. */
  groupId?: string | undefined;
  /** Extension, in the banner only. */
  server?: ServerInfo | undefined;
  /** Extension, in the banner only: the identity the server uses for this connection. */
  senderId?: string | undefined;
}

/** Something went wrong. Without `messageId` it concerns the connection, or a message that could not be read. */
export interface ChatErrorFrame {
  type: "chat.error";
  messageId?: string | undefined;
  /** For people. */
  error: string;
  /** Extension: fit for a `switch`. Upstream sends none. */
  code?: ChatErrorCode | (string & {}) | undefined;
  /** Extension: not before so many milliseconds. */
  retryAfterMs?: number | undefined;
  /** Extension: the group that the answered message was sent in, or that could not be joined or left. */
  groupId?: string | undefined;
  /** Extension: the field of the client's frame that is wrong, such as `attachments[0].data`. */
  path?: string | undefined;
}

/** What another member of a group said. Extension: only on connections that sent `chat.join` for it. */
export interface ChatMessageFrame {
  type: "chat.message";
  messageId: string;
  groupId: string;
  groupSubject?: string | undefined;
  senderId: string;
  senderName?: string | undefined;
  content: string;
  replyToMessageId?: string | undefined;
  replyToBody?: string | undefined;
  attachments?: ChatAttachment[] | undefined;
}

/** Everything a server may send. Upstream's sends no `chat.message`. */
export type ServerFrame =
  | ChatTypingFrame
  | ChatStreamFrame
  | ChatResponseFrame
  | ChatErrorFrame
  | ChatMessageFrame;

/** A frame of a type that this version does not know, as it came. */
export interface UnknownFrame {
  readonly type: "unknown";
  readonly value: unknown;
}
