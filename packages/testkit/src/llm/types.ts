/** One message of a chat completion request, as the caller sent it. */
export interface LlmMessage {
  readonly role: string;
  readonly content: unknown;
  readonly tool_call_id?: string;
}

/**
 * How far a reply has come: `held` waits for {@link Llm.release}, `aborted` means that the caller
 * hung up before the reply was complete.
 */
export type LlmRequestState = "held" | "streaming" | "done" | "failed" | "aborted";

/** One completion request the server received, updated while it is answered. */
export interface LlmRequest {
  /** Counts from 1 in order of arrival. */
  readonly id: number;
  readonly model: string;
  /** True when the caller asked for server-sent events. */
  readonly stream: boolean;
  readonly messages: readonly LlmMessage[];
  /** The text of the last user message, with the envelope a gateway puts around it removed. */
  readonly text: string;
  /** Names of the tools the caller offered. */
  readonly tools: readonly string[];
  readonly state: LlmRequestState;
  /** Pieces of the reply sent so far. */
  readonly chunksSent: number;
}

/** A piece of a reply: text, or a complete tool call. */
export type LlmPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool"; readonly name: string; readonly args: unknown };

/** What the server answers to one request. */
export type LlmReply =
  | {
      readonly type: "parts";
      readonly parts: readonly LlmPart[];
      /** Pause before each part but the first, in ms. Default: the server's `chunkDelayMs`. */
      readonly delayMs?: number;
      /** Break the connection after this many parts instead of finishing. */
      readonly breakAfter?: number;
    }
  | { readonly type: "error"; readonly status: number; readonly message: string };

/** Options of {@link startLlm}. */
export interface LlmOptions {
  /** Port to listen on; 0 (the default) takes a free one. */
  readonly port?: number;
  /** Address to listen on. Default "127.0.0.1". */
  readonly host?: string;
  /** Pause between the pieces of a reply, in ms. Default 0. */
  readonly chunkDelayMs?: number;
  /** Model ids listed by `/v1/models`. Any model id is answered. Default ["echo-1"]. */
  readonly models?: readonly string[];
  /** Answers a request in place of the directives; undefined leaves it to them. */
  readonly reply?: (request: LlmRequest) => LlmReply | string | undefined;
}

/** Which replies a hold applies to. */
export interface LlmHoldOptions {
  /** Stop after this many pieces of the reply. Default 0: before anything is sent. */
  readonly afterChunks?: number;
  /** Only requests whose user text contains this. Default: every request. */
  readonly match?: string;
}

/** Bounds of {@link Llm.waitFor}. */
export interface LlmWaitOptions {
  /** Rejects when nothing matched for so long, in ms. Default 30 000. */
  readonly timeoutMs?: number;
}

/** A running model server. */
export interface Llm {
  /** Base URL with `/v1`, as an OpenAI client or a gateway's provider wants it. */
  readonly url: string;
  readonly port: number;
  /** Every completion request since the start, in order of arrival. */
  readonly requests: readonly LlmRequest[];
  /**
   * From now on replies stop after `afterChunks` pieces and wait for {@link Llm.release}. A second
   * hold replaces the first one for requests that arrive later.
   */
  hold(options?: LlmHoldOptions): void;
  /** Ends the hold: every held reply goes on, and later ones are not held. */
  release(): void;
  /**
   * Resolves with the first request (past ones included) for which `match` is true, looked at again
   * at every arrival, piece and change of state.
   */
  waitFor(match: (request: LlmRequest) => boolean, options?: LlmWaitOptions): Promise<LlmRequest>;
  /** Stops listening and breaks every open connection. Idempotent. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
