/** A file sent along with a message, for senders that have no path on the server. Extension of Hawser: feature `attachments`. */
export interface ChatAttachment {
  /** File name, without folders. */
  name?: string | undefined;
  /** Such as `image/png`. */
  mimeType: string;
  /** The bytes, in base64 (not base64url). */
  data: string;
}

/** A message to the agent: the one frame of the upstream protocol that clients send. */
export interface ChatSendFrame {
  type: "chat.send";
  /** The text. May be empty only when media or attachments come along. */
  content: string;
  /** Chosen by the sender, carried by every frame of the reply. The server makes one up when it is missing. */
  messageId?: string | undefined;
  /** Who speaks, where the connection is not authenticated. Default: the connection's `senderId`. */
  senderId?: string | undefined;
  senderName?: string | undefined;
  /** Default `direct`. */
  chatType?: "direct" | "group" | undefined;
  /** Needed when `chatType` is `group`. */
  groupId?: string | undefined;
  groupSubject?: string | undefined;
  /** The message this one answers. */
  replyToMessageId?: string | undefined;
  /** The text of the message this one answers. */
  replyToBody?: string | undefined;
  /** A file on the server's disk. */
  mediaPath?: string | undefined;
  mediaType?: string | undefined;
  mediaPaths?: string[] | undefined;
  /** Types of `mediaPaths`, in the same order. */
  mediaTypes?: string[] | undefined;
  /** Handed to the agent as it is. */
  customData?: Record<string, unknown> | undefined;
  /** The session to speak in, instead of the sender's own. Not in upstream's document, but understood by its server. */
  sessionKey?: string | undefined;
  /** Extension of Hawser: feature `attachments`. */
  attachments?: ChatAttachment[] | undefined;
}

/**
 * Asks what became of replies that were open when the connection broke. Extension: feature `resume`.
 *
 * For each id the server answers with the newest `chat.stream` and all that follows, with the final
 * `chat.response` or `chat.error` again, or with `chat.error` of code `unknown_message` for an id it
 * does not know: that message may be sent again.
 */
export interface ChatResumeFrame {
  type: "chat.resume";
  messageIds: string[];
}

/** Stops the reply to a message. Extension: feature `stop`. */
export interface ChatStopFrame {
  type: "chat.stop";
  messageId: string;
}

/** From now on, tell this connection what the group's other members say and are answered. Extension: feature `groups`. */
export interface ChatJoinFrame {
  type: "chat.join";
  groupId: string;
  groupSubject?: string | undefined;
}

/** The opposite of {@link ChatJoinFrame}. Extension: feature `groups`. */
export interface ChatLeaveFrame {
  type: "chat.leave";
  groupId: string;
}

/** Everything a client may send. Upstream knows `chat.send` only. */
export type ClientFrame =
  | ChatSendFrame
  | ChatResumeFrame
  | ChatStopFrame
  | ChatJoinFrame
  | ChatLeaveFrame;
