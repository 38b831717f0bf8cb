/** A file of an inbound message, as 2026.9 wants it. */
export interface MediaFact {
  readonly path: string;
  readonly contentType?: string;
  readonly fileName?: string;
}

/** An inbound message, as both generations of `finalizeInboundContext` take it. */
export interface MessageContext {
  readonly Body: string;
  readonly BodyForAgent: string;
  readonly RawBody: string;
  readonly CommandBody: string;
  readonly From: string;
  readonly To: string;
  readonly SessionKey: string;
  readonly AccountId: string;
  readonly ChatType: "direct" | "group";
  readonly ConversationLabel: string;
  readonly SenderId: string;
  readonly SenderName?: string;
  readonly GroupSubject?: string;
  readonly WasMentioned?: boolean;
  readonly MessageSid: string;
  readonly ReplyToId?: string;
  readonly ReplyToBody?: string;
  readonly Timestamp: number;
  readonly Provider: string;
  readonly Surface: string;
  readonly OriginatingChannel: string;
  readonly OriginatingTo: string;
  /** Whether slash commands in the message are obeyed. */
  readonly CommandAuthorized: boolean;
  /** 2026.9: the files. */
  readonly media?: readonly MediaFact[];
  /** Until 2026.3: the files, as lists side by side. */
  readonly MediaPath?: string;
  readonly MediaPaths?: readonly string[];
  readonly MediaType?: string;
  readonly MediaTypes?: readonly string[];
  /** 2026.9: what came along, shown to the agent as data. */
  readonly ChannelStructuredContext?: readonly {
    readonly label: string;
    readonly source: string;
    readonly payload: unknown;
  }[];
  /** Until 2026.3: the same, as text. */
  readonly UntrustedContext?: readonly string[];
}

/** What `finalizeInboundContext` answers. */
export interface FinalizedContext extends MessageContext {
  readonly finalized?: never;
}

/** A piece of what the agent says. */
export interface ReplyPayload {
  readonly text?: string;
  readonly mediaUrl?: string;
  readonly mediaUrls?: readonly string[];
  readonly isError?: boolean;
  /** Thoughts, which are not for the user. */
  readonly isReasoning?: boolean;
}
