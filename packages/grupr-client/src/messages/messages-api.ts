import { ValidationError } from "@hawser/core";
import { formatTime, fromMs, parseTime, type Moment } from "../cursor/time.js";
import { sentSpec } from "../generated/answers.js";
import { dataOf, type HubHttp } from "../http/hub-http.js";
import { withRetries, type RetryPolicy } from "../http/retry.js";
import { checkLimit, checkUuid } from "../checks.js";
import type { Lifetime } from "../lifetime.js";
import type { Settings } from "../options.js";
import type { GruprMessage, SentMessageWire } from "../schemas/index.js";
import { findSent } from "./find-sent.js";
import { readPage, type Page } from "./page.js";
import type { ReadPage } from "./pages.js";
import { Sender } from "./sender.js";

const ATTEMPTS = 3;

/** How {@link MessagesApi.list} lists. */
export interface ListOptions {
  /** RFC 3339, or a Date: only what was created strictly after it. Default: the hub's choice. */
  readonly after?: string | Date;
  /** 1 to 100. Default 50. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/** How {@link MessagesApi.send} sends. */
export interface SendOptions {
  /** Ends the wait; whether the message was sent is not known then. */
  readonly signal?: AbortSignal;
}

/** How {@link MessagesApi.findSent} looks. */
export interface FindSentOptions {
  /** RFC 3339, or a Date: when the message cannot have been sent yet. Allow for clocks that differ. */
  readonly after: string | Date;
  /** Ids of messages that are known to be something else, though they may say the same. */
  readonly except?: Iterable<string>;
  readonly signal?: AbortSignal;
}

/** The messages of grupr rooms. */
export class MessagesApi {
  readonly #http: HubHttp;
  readonly #settings: Settings;
  readonly #policy: RetryPolicy;
  readonly #sender: Sender;
  readonly #lifetime: Lifetime;
  #agentId: string | undefined;

  constructor(http: HubHttp, settings: Settings, lifetime: Lifetime) {
    this.#http = http;
    this.#lifetime = lifetime;
    this.#settings = settings;
    this.#agentId = settings.agentId;
    const { clock, random } = settings;
    this.#policy = { clock, random, attempts: ATTEMPTS };
    this.#sender = new Sender({
      clock,
      random,
      time: http.time,
      agentId: () => this.#agentId,
      post: (gruprId, content, signal) => this.#post(gruprId, content, signal),
      reader: (gruprId, signal) => this.reader(gruprId, signal),
    });
  }

  /** The agent's id: given, or learned from a message it has sent. */
  get agentId(): string | undefined {
    return this.#agentId;
  }

  /**
   * One page of messages, oldest first. Tried again on failures that pass.
   *
   * @throws ValidationError for arguments the hub would refuse; AuthError for 401 and 403; RemoteError;
   * ProtocolError; ConnectionLostError, `CLOSED` after `close()`; TimeoutError; the signal's reason.
   */
  async list(gruprId: string, options: ListOptions = {}): Promise<GruprMessage[]> {
    const { after, limit = 50 } = options;
    checkUuid(gruprId, "gruprId");
    checkLimit(limit);
    const from = after === undefined ? undefined : momentOf(after);
    const page = await this.#lifetime.run(options.signal, (signal) =>
      withRetries(() => this.#read(gruprId, from, limit, signal), this.#policy, signal),
    );
    return [...page.messages];
  }

  /**
   * Sends a message (markdown; the hub bills it). It is sent once: where the answer was lost, the room
   * is read for it, and only if it is not there it is sent again. Sends to one room keep their order.
   *
   * @throws ConnectionLostError `SEND_UNKNOWN` when even the room does not tell, and `CLOSED` with
   * `maybeExecuted` when the client is closed meanwhile; otherwise as {@link MessagesApi.list}, and then
   * it was not sent.
   */
  async send(gruprId: string, content: string, options: SendOptions = {}): Promise<GruprMessage> {
    checkUuid(gruprId, "gruprId");
    if (typeof content !== "string" || content.trim() === "") {
      throw new ValidationError("The message is empty", {
        path: "content",
        expected: "a text that is not only white space",
      });
    }
    return this.#lifetime.run(options.signal, (signal) =>
      this.#sender.send(gruprId, content, signal),
    );
  }

  /**
   * Looks for a message of this agent with that content: whether a send before a crash was executed.
   * Where the agent's id is not known (option `agentId`), any agent's message counts.
   *
   * @returns the first one created strictly after `after`, or undefined.
   */
  async findSent(
    gruprId: string,
    content: string,
    options: FindSentOptions,
  ): Promise<GruprMessage | undefined> {
    checkUuid(gruprId, "gruprId");
    const after = momentOf(options.after);
    const sought = { content, agentId: this.#agentId, after, taken: new Set(options.except) };
    return this.#lifetime.run(options.signal, (signal) => {
      const read = this.reader(gruprId, signal);
      return withRetries(() => findSent(read, sought), this.#policy, signal);
    });
  }

  /** Reads pages of a room, each once: who reads in a loop retries in its own way. */
  reader(gruprId: string, signal: AbortSignal): ReadPage {
    return (after, limit) => this.#read(gruprId, after, limit, signal);
  }

  async #read(
    gruprId: string,
    after: Moment | undefined,
    limit: number,
    signal: AbortSignal,
  ): Promise<Page> {
    const success = await this.#http.call({
      method: "GET",
      path: this.#settings.routes.messages(gruprId),
      label: "/grups/:id/messages",
      query: { after: after === undefined ? undefined : formatTime(after), limit },
      signal,
    });
    return readPage(success, this.#settings.logger);
  }

  async #post(gruprId: string, content: string, signal: AbortSignal): Promise<GruprMessage> {
    const success = await this.#http.call({
      method: "POST",
      path: this.#settings.routes.messages(gruprId),
      label: "/grups/:id/messages",
      body: { content },
      signal,
    });
    const sent = dataOf(success, sentSpec, "the message that was sent") as SentMessageWire;
    const now = formatTime(fromMs(this.#http.time.now()));
    const { created_at: createdAt, content: stored } = sent;
    const message: GruprMessage = {
      grupr_id: gruprId,
      ...sent,
      content: typeof stored === "string" ? stored : content,
      created_at: createdAt ?? now,
    };
    if (typeof message.agent_id === "string") this.#agentId ??= message.agent_id;
    return message;
  }
}

function momentOf(after: string | Date): Moment {
  const text = after instanceof Date ? after.getTime() : after;
  const moment =
    typeof text === "number" ? (Number.isNaN(text) ? undefined : fromMs(text)) : parseTime(text);
  if (moment !== undefined) return moment;
  throw new ValidationError("after is not a time", {
    path: "after",
    expected: "an RFC 3339 time such as 2026-04-26T15:30:00Z, or a Date",
  });
}
