/** A file that came with a message. */
export interface ChannelMedia {
  /** A file on this machine: its real path, below one of `media.roots`. */
  readonly path?: string;
  /** The bytes, for a file that was sent along. */
  readonly data?: Uint8Array;
  /** As the sender says, such as `image/png`. */
  readonly mimeType?: string;
  /** File name without folders. */
  readonly name?: string;
}

/** A message, as `onMessage` gets it. Identity, session and ids are the server's; the rest is what the sender wrote. */
export interface ChannelMessage {
  /** The text. Empty only when media came along. */
  readonly content: string;
  /**
   * What keeps conversations apart: `direct:<senderId>` or `group:<groupId>` (ids percent-encoded), or
   * the client's own `sessionKey` where the server allows it.
   */
  readonly sessionKey: string;
  /** Who speaks: from the auth service where there is one, else what the client says. */
  readonly senderId: string;
  readonly senderName?: string;
  readonly avatar?: string;
  readonly chatType: "direct" | "group";
  /** Always there when `chatType` is `group`. */
  readonly groupId?: string;
  readonly groupSubject?: string;
  /** The sender's, or one made up by the server. */
  readonly messageId: string;
  readonly replyToMessageId?: string;
  readonly replyToBody?: string;
  readonly media: readonly ChannelMedia[];
  /** What the auth service said about the sender, whole. */
  readonly authData?: Readonly<Record<string, unknown>>;
  /** What the client sent along, untouched and untrusted. */
  readonly customData?: Readonly<Record<string, unknown>>;
  /** Whether `senderId` was proven by `auth`. */
  readonly authenticated: boolean;
  /** The `sessionKey` the client asked for, when it was granted. */
  readonly requestedSessionKey?: string;
  /** The connection the message came by. */
  readonly connectionId: string;
}

/** What a reply's error says to programs. */
export interface ReplyErrorOptions {
  /** One of the channel's codes, such as `rate_limited`, or one of your own. */
  readonly code?: string | undefined;
  /** When the same may be asked again, ms. Our client's error carries it as `retryAfterMs`. Default: unsaid. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * How `onMessage` answers. A reply has one end: the first `send` or `error`; whatever is called after it
 * is ignored.
 */
export interface Reply {
  /** The answered message's id; every frame of the reply carries it. */
  readonly messageId: string;
  /** Aborts when the sender stopped the reply, is gone for good, or the server's drain time is over. */
  readonly signal: AbortSignal;
  /** Shows the sender that somebody is at work. Sent by itself for a handler that takes its time. */
  typing(): void;
  /** Shows the reply as far as it has come: the whole text so far, not what is new. */
  stream(textSoFar: string): void;
  /** Ends the reply with its whole text. */
  send(text: string, options?: { readonly mediaUrls?: readonly string[] }): void;
  /** Ends the reply with an error that the sender reads. */
  error(text: string, options?: ReplyErrorOptions): void;
}

/**
 * The agent. What it returns ends the reply: a text is sent, nothing sends an empty text unless the reply
 * has ended; a throw becomes a `chat.error` that gives nothing away. Until the returned promise settles
 * the session's next message waits.
 */
export type MessageHandler = (
  message: ChannelMessage,
  reply: Reply,
) => void | string | Promise<void | string>;
