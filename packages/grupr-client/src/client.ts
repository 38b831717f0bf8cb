import { redactingLogger } from "@hawser/core";
import type { CursorStore } from "./cursor/store.js";
import { HubHttp } from "./http/hub-http.js";
import { checkLimit, checkUuid } from "./checks.js";
import { WakeLine } from "./line/wake-line.js";
import { closed, Lifetime } from "./lifetime.js";
import { MessagesApi } from "./messages/messages-api.js";
import { settingsOf, type GruprClientOptions, type Settings } from "./options.js";
import { fineNow } from "./fine-now.js";
import { register, type Registered, type RegisterOptions } from "./register.js";
import type { Delivery } from "./stream/delivery.js";
import { EndableStream } from "./stream/iterator.js";
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
  readonly #lifetime = new Lifetime();
  readonly #streams = new Set<EndableStream>();

  /** @throws ValidationError for options that cannot be meant. */
  constructor(options: GruprClientOptions) {
    const given = settingsOf(options);
    const { token, clock, fetch, baseUrl, requestTimeoutMs: timeoutMs } = given;
    const settings = { ...given, logger: redactingLogger(given.logger, () => token.known) };
    this.#settings = settings;
    this.#http = new HubHttp({ baseUrl, token, timeoutMs, clock, fetch });
    this.#line = new WakeLine(settings);
    this.messages = new MessagesApi(this.#http, settings, this.#lifetime);
    this.webhooks = new WebhooksApi(this.#http, settings, this.#lifetime);
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
    if (this.#lifetime.isOver) throw closed(false);
    const controller = new AbortController();
    const room = new RoomStream({
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
    const end = (): void => controller.abort();
    const stream = new EndableStream(room.deliveries(), end, () => {
      signal?.removeEventListener("abort", end);
      this.#streams.delete(stream);
    });
    this.#streams.add(stream);
    if (signal?.aborted === true) end();
    else signal?.addEventListener("abort", end, { once: true });
    return stream;
  }

  /**
   * Ends every stream and call, and closes the WebSocket; safe in every state and more than once. After
   * it the process can exit. Deliveries that are being handled can still be acked.
   */
  async close(): Promise<void> {
    this.#lifetime.end();
    await Promise.all([this.#line.close(), ...[...this.#streams].map((stream) => stream.end())]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
