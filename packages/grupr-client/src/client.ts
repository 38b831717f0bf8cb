import { ConnectionLostError, redactingLogger, ValidationError } from "@hawser/core";
import type { CursorStore } from "./cursor/store.js";
import { HubHttp } from "./http/hub-http.js";
import { checkUuid } from "./ids.js";
import { WakeLine } from "./line/wake-line.js";
import { MessagesApi } from "./messages/messages-api.js";
import { MAX_PAGE } from "./messages/pages.js";
import { settingsOf, type GruprClientOptions, type Settings } from "./options.js";
import { fineNow } from "./fine-now.js";
import { register, type Registered, type RegisterOptions } from "./register.js";
import type { Delivery } from "./stream/delivery.js";
import { endable } from "./stream/iterator.js";
import { RoomStream } from "./stream/room-stream.js";
import { checkCursor } from "./stream/start.js";
import type { StreamState } from "./stream/state.js";
import { WebhooksApi } from "./webhooks/webhooks-api.js";

/** How {@link GruprClient.stream} streams. */
export interface StreamOptions {
  /**
   * Where to begin: an RFC 3339 time (strictly after it), a `delivery.cursor`, or a store that knows.
   * Default: what the client's store knows; at the newest when it knows nothing.
   */
  readonly cursor?: string | CursorStore;
  /** Messages read at once, 1 to 100. Default 50. */
  readonly limit?: number;
  /** Ends the stream. */
  readonly signal?: AbortSignal;
  /** Told when the way messages come changes. */
  readonly onState?: (state: StreamState) => void;
}

/**
 * An agent's line to Grupr.
 *
 * @example
 * ```ts
 * const grupr = new GruprClient({ agentToken });
 * for await (const { message, ack } of grupr.stream(gruprId)) {
 *   if (authorOf(message).kind === "person") await grupr.messages.send(gruprId, await answer(message));
 *   await ack();
 * }
 * ```
 */
export class GruprClient {
  /** Reads and writes messages. */
  readonly messages: MessagesApi;
  /** The agent's webhook. */
  readonly webhooks: WebhooksApi;
  readonly #settings: Settings;
  readonly #http: HubHttp;
  readonly #line: WakeLine;
  readonly #streams = new Set<{ readonly end: () => void; ended: Promise<void> }>();
  #closed = false;

  /** @throws ValidationError for options that cannot be meant. */
  constructor(options: GruprClientOptions) {
    const settings = settingsOf(options);
    const { agentToken } = settings;
    const secrets = typeof agentToken === "string" ? [agentToken] : [];
    this.#settings = { ...settings, logger: redactingLogger(settings.logger, () => secrets) };
    this.#http = new HubHttp({
      baseUrl: settings.baseUrl,
      secret: agentToken,
      timeoutMs: settings.requestTimeoutMs,
      clock: settings.clock,
      fetch: settings.fetch,
    });
    this.#line = new WakeLine(this.#settings);
    this.messages = new MessagesApi(this.#http, this.#settings);
    this.webhooks = new WebhooksApi(this.#http, this.#settings);
  }

  /**
   * Registers an agent: its owner's session token becomes a token for the agent, shown once.
   *
   * @throws AuthError: a stale JWT, somebody else's agent (`FORBIDDEN`), an unverified e-mail address
   * (`EMAIL_UNVERIFIED`); ValidationError; otherwise as `messages.list`.
   */
  static register(options: RegisterOptions): Promise<Registered> {
    return register(options);
  }

  /** The agent's id: given as an option, or learned from a message it has sent. */
  get agentId(): string | undefined {
    return this.messages.agentId;
  }

  /**
   * The messages of a room, each once, in the order of (created_at, message_id), from everybody in it,
   * this agent included. A message that is still being written is held until it is done.
   *
   * The iterator ends when the signal aborts, when the client is closed, or when the loop is left.
   * Nothing is read ahead of its consumer by more than a page.
   *
   * @throws ValidationError at once for a wrong argument. While iterating: AuthError for 401 and 403;
   * other errors that trying again cannot mend, as long as the room could never be read.
   */
  stream(gruprId: string, options: StreamOptions = {}): AsyncIterableIterator<Delivery, undefined> {
    const calledAtMs = fineNow(this.#settings.clock);
    const { cursor, limit = 50, signal, onState } = options;
    checkUuid(gruprId, "gruprId");
    checkLimit(limit);
    if (typeof cursor === "string") checkCursor(cursor);
    if (this.#closed) throw closed();
    const controller = new AbortController();
    const end = (): void => controller.abort();
    if (signal?.aborted === true) end();
    else signal?.addEventListener("abort", end, { once: true });

    const entry = { end, ended: Promise.resolve() };
    const stream = new RoomStream({
      gruprId,
      settings: this.#settings,
      line: this.#line,
      time: this.#http.time,
      read: this.messages.reader(gruprId, controller.signal),
      store: typeof cursor === "object" ? cursor : this.#settings.store,
      cursor: typeof cursor === "string" ? cursor : undefined,
      limit,
      calledAtMs,
      signal: controller.signal,
      onState,
    });
    const track = async function* (
      streams: Set<typeof entry>,
    ): AsyncGenerator<Delivery, undefined> {
      let finish = (): void => undefined;
      entry.ended = new Promise((resolve) => {
        finish = resolve;
      });
      streams.add(entry);
      try {
        return yield* stream.deliveries();
      } finally {
        signal?.removeEventListener("abort", end);
        streams.delete(entry);
        finish();
      }
    };
    return endable(track(this.#streams), end);
  }

  /**
   * Ends every stream and closes the WebSocket; safe in every state and more than once. Deliveries that
   * are being handled can still be acked. After it the process can exit.
   */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { end } of this.#streams) end();
    await this.#line.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE) return;
  throw new ValidationError("limit is out of range", {
    path: "limit",
    expected: "a whole number from 1 to 100",
  });
}

function closed(): ConnectionLostError {
  return new ConnectionLostError("The client was closed", { code: "CLOSED", retryable: false });
}
