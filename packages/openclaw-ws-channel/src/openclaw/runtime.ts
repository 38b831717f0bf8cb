import type { ConfigDraft, DmScope, OpenClawConfig } from "./config.js";
import type { FinalizedContext, MessageContext, ReplyPayload } from "./message-context.js";

/** Which agent answers, and in which session. */
export interface AgentRoute {
  readonly agentId: string;
  readonly accountId: string;
  readonly sessionKey: string;
  readonly mainSessionKey: string;
  readonly matchedBy: string;
  readonly dmScope?: DmScope;
}

/** What a reply run tells on its way. */
export interface ReplyOptions {
  readonly abortSignal: AbortSignal;
  /** One answer instead of a message a paragraph. */
  readonly disableBlockStreaming: boolean;
  readonly onReplyStart: () => void;
  readonly onToolStart: () => void;
  /** A new message of the agent begins: after a tool, for example. */
  readonly onAssistantMessageStart: () => void;
  /** The message so far. */
  readonly onPartialReply: (payload: ReplyPayload) => void;
}

/** Where the conversation was last seen, for messages that the agent sends by itself. */
export interface LastRoute {
  readonly sessionKey: string;
  readonly channel: string;
  readonly to: string;
  readonly accountId: string;
}

type Deliver = (payload: ReplyPayload, info: { readonly kind: string }) => Promise<unknown>;

/** The way a message goes to the agent from 2026.4 on. */
export interface InboundRuntime {
  dispatch(turn: {
    readonly cfg: OpenClawConfig;
    readonly channel: string;
    readonly accountId: string;
    readonly route: AgentRoute;
    readonly ctxPayload: FinalizedContext;
    readonly delivery: { readonly deliver: Deliver; readonly onError: (error: unknown) => void };
    readonly replyOptions: ReplyOptions;
    readonly record: {
      readonly updateLastRoute: LastRoute;
      readonly onRecordError: (error: unknown) => void;
    };
  }): Promise<unknown>;
}

/** A file in the gateway's media store. */
export interface SavedMedia {
  readonly path: string;
  readonly contentType?: string;
}

/** `runtime.channel`: what a channel plugin works with. */
export interface ChannelRuntime {
  readonly routing: {
    resolveAgentRoute(input: {
      readonly cfg: OpenClawConfig;
      readonly channel: string;
      readonly accountId: string;
      readonly peer: { readonly kind: "direct" | "group"; readonly id: string };
    }): AgentRoute;
  };
  readonly reply: {
    finalizeInboundContext(ctx: MessageContext): FinalizedContext;
    /** The way a message goes to the agent until 2026.3. */
    dispatchReplyWithBufferedBlockDispatcher(turn: {
      readonly ctx: FinalizedContext;
      readonly cfg: OpenClawConfig;
      readonly dispatcherOptions: {
        readonly deliver: Deliver;
        readonly onError: (error: unknown) => void;
      };
      readonly replyOptions: ReplyOptions;
    }): Promise<unknown>;
  };
  readonly session: {
    resolveStorePath(store: string | undefined, o: { readonly agentId: string }): string;
    recordInboundSession(record: {
      readonly storePath: string;
      readonly sessionKey: string;
      readonly ctx: FinalizedContext;
      readonly updateLastRoute: LastRoute;
      readonly onRecordError: (error: unknown) => void;
    }): Promise<void>;
  };
  readonly commands: {
    /** Whether the text is a slash command that changes something. */
    isControlCommandMessage(text: string, cfg: OpenClawConfig): boolean;
  };
  readonly media: {
    saveMediaBuffer(
      data: Uint8Array,
      contentType?: string,
      folder?: string,
      maxBytes?: number,
      fileName?: string,
    ): Promise<SavedMedia>;
  };
  readonly pairing: {
    readAllowFromStore(o: {
      readonly channel: string;
      readonly accountId: string;
    }): Promise<readonly string[]>;
    upsertPairingRequest(request: {
      readonly channel: string;
      readonly id: string;
      readonly accountId: string;
      readonly meta?: Readonly<Record<string, string | undefined>>;
    }): Promise<{ readonly code: string; readonly created: boolean }>;
    buildPairingReply(o: {
      readonly channel: string;
      readonly idLine: string;
      readonly code: string;
    }): string;
  };
  /** Absent until 2026.3. */
  readonly inbound?: InboundRuntime;
}

/** `runtime.config`, of which each generation has its own half. */
export interface ConfigRuntime {
  /** Until 2026.3. */
  loadConfig?(): OpenClawConfig;
  /** Until 2026.3: replaces the file. */
  writeConfigFile?(config: ConfigDraft): Promise<unknown>;
  /** From 2026.4 on: what is in force. */
  current?(): OpenClawConfig;
  /** From 2026.4 on: edits the file under a lock. */
  mutateConfigFile?(edit: {
    readonly afterWrite: { readonly mode: "auto" };
    readonly mutate: (draft: ConfigDraft) => void;
  }): Promise<unknown>;
}

/** `api.runtime`: the part of the gateway that plugins may use. */
export interface PluginRuntime {
  readonly config: ConfigRuntime;
  readonly channel: ChannelRuntime;
  readonly state: { resolveStateDir(env?: NodeJS.ProcessEnv): string };
  readonly media: {
    loadWebMedia(
      url: string,
      options: { readonly maxBytes: number; readonly localRoots?: readonly string[] },
    ): Promise<{
      readonly buffer: Uint8Array;
      readonly contentType?: string;
      readonly fileName?: string;
    }>;
  };
}
