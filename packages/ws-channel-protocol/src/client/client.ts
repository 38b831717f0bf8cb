import {
  ConnectionLostError,
  Emitter,
  redactingLogger,
  silentLogger,
  systemClock,
  type HawserError,
  type Link,
} from "@hawser/core";
import type { ChatSendFrame } from "../frames/client-frames.js";
import { encodeClientFrame } from "../frames/codec.js";
import type { ChannelEvents } from "./events.js";
import { Groups } from "./groups.js";
import { randomId } from "./ids.js";
import { ChannelLink } from "./link/channel-link.js";
import type { ChannelSession, ChannelState } from "./link/session.js";
import type { WsChannelClientOptions } from "./options.js";
import { ChannelReply, type ReplyOutlet } from "./replies/channel-reply.js";
import { duplicateId, groupNeeded, notSent, unsupported } from "./replies/errors.js";
import { FrameRouter, PROBE_ID } from "./replies/frame-router.js";
import { ReplyTable, type Wire } from "./replies/reply-table.js";
import { ReplyTask } from "./replies/reply-task.js";

const DEFAULT_REPLY_IDLE_MS = 120_000;
const DEFAULT_OFFLINE_MS = 300_000;
const DEFAULT_PART_GRACE_MS = 500;
const DEFAULT_MAX_QUEUED = 100;

/** A message, as `chat.send` carries it; the id is chosen for you unless you give one. */
export type OutgoingMessage = Omit<ChatSendFrame, "type">;

/** Options of {@link WsChannelClient.send}. */
export interface SendOptions {
  /** Ends the reply with the signal's reason, and stops the agent where the server can. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A person's line to an agent behind a ws-channel server, Hawser's or upstream's: it connects, comes
 * back, sends messages, and puts the frames of each reply together.
 *
 * @example
 * ```ts
 * const channel = new WsChannelClient({ url: "ws://127.0.0.1:18800/ws", senderId: "ada" });
 * await channel.connect();
 * const reply = channel.send("Hello");
 * for await (const event of reply) if (event.type === "text") process.stdout.write(event.delta);
 * await channel.close();
 * ```
 */
export class WsChannelClient {
  readonly #ownSenderId: string;
  readonly #offline: "queue" | "refuse";
  readonly #events: Emitter<ChannelEvents>;
  readonly #table: ReplyTable;
  readonly #router: FrameRouter;
  readonly #groups = new Groups();
  readonly #link: ChannelLink;
  #session: ChannelSession | undefined;
  #wire: Wire | undefined;

  constructor(options: WsChannelClientOptions) {
    const senderId = options.senderId ?? randomId();
    const clock = options.clock ?? systemClock;
    const logger = redactingLogger(options.logger ?? silentLogger);
    this.#ownSenderId = senderId;
    this.#offline = options.offline ?? "queue";
    this.#events = new Emitter({
      onListenerError: (error, event) => {
        logger.error("A listener threw", { event: String(event), error });
      },
    });
    this.#table = new ReplyTable({
      clock,
      replyIdleMs: options.replyIdleMs ?? DEFAULT_REPLY_IDLE_MS,
      offlineMs: options.offlineMs ?? DEFAULT_OFFLINE_MS,
      partGraceMs: options.partGraceMs ?? DEFAULT_PART_GRACE_MS,
      maxQueued: options.maxQueued ?? DEFAULT_MAX_QUEUED,
      onSilence: (task) => {
        this.#link.dropSilent(task.receivedBefore);
      },
    });
    const emit = this.#events.emit.bind(this.#events);
    this.#router = new FrameRouter(this.#table, emit, logger);
    this.#link = new ChannelLink(
      { ...options, senderId },
      {
        onReady: (session, link) => {
          this.#ready(session, link);
        },
        onLost: (error) => {
          this.#lost(error);
        },
        onState: (state) => {
          // Before anyone is told: a listener may start over.
          if (state.status === "closed") this.#table.failAll(state.error ?? closedByUs());
          emit("state", state);
        },
        onFrame: (frame) => {
          this.#router.route(frame);
        },
        onBadFrame: (error) => {
          logger.warn("A message that is no frame", { error });
          emit("error", error);
        },
        probe: (link) => this.#probe(link),
      },
      logger,
    );
  }

  /** Where the connection stands: idle, connecting, handshaking, ready, waiting or closed. */
  get state(): ChannelState {
    return this.#link.connection.state;
  }

  /** What the server of the current or last session can do beyond upstream's; empty before the first. */
  get features(): ReadonlySet<string> {
    return this.#session?.features ?? new Set();
  }

  /** Who we are to the server: what it said, else the `senderId` option or the random id in its place. */
  get senderId(): string {
    return this.#session?.senderId ?? this.#ownSenderId;
  }

  /**
   * Connects and keeps connected. Resolves once the server has welcomed us. Network failures and an auth
   * service that does not answer are retried for ever; give `signal` a deadline to stop waiting earlier.
   *
   * @throws AuthError (the server's words) or ProtocolError when trying again cannot help; the signal's
   * reason when it aborts first; ConnectionLostError `CLOSED` after close().
   */
  connect(options: { readonly signal?: AbortSignal } = {}): Promise<ChannelSession> {
    return this.#link.connection.connect(options);
  }

  /**
   * Sends a message. Without a connection it waits for one (option `offline`), and an idle client starts
   * to connect. The message leaves once: after a lost connection it is sent again only where the server
   * is known to work each id once.
   *
   * Whatever goes wrong later is told by the reply.
   *
   * @throws ValidationError (`path`, `expected`) for a message of a wrong shape, or an id that is in use.
   */
  send(message: string | OutgoingMessage, options: SendOptions = {}): ChannelReply {
    const given = typeof message === "string" ? { content: message } : message;
    const frame = {
      ...given,
      type: "chat.send" as const,
      messageId: given.messageId ?? randomId(),
    };
    encodeClientFrame(frame);
    if (frame.chatType === "group" && !frame.groupId) throw groupNeeded();
    if (this.#table.get(frame.messageId) !== undefined) throw duplicateId();
    let outlet: ReplyOutlet | undefined;
    const reply: ChannelReply = new ChannelReply(
      frame.messageId,
      {
        text: () => task.text,
        stop: () => {
          this.#stop(task);
        },
      },
      (given) => {
        outlet = given;
      },
    );
    const task: ReplyTask = new ReplyTask(frame, this.#table, outlet as unknown as ReplyOutlet);
    this.#dispatch(task, options.signal);
    return reply;
  }

  /**
   * Listens to what the group's other members say and are answered: `message` and `stream` events. Holds
   * across reconnects.
   *
   * @throws ValidationError without a groupId; HawserError `UNSUPPORTED` when the server of the current
   * connection has no feature `groups`. One that turns out so later is told by an `error` event.
   */
  join(groupId: string, options: { readonly subject?: string | undefined } = {}): void {
    this.#groups.join(groupId, options.subject);
  }

  /** The opposite of {@link WsChannelClient.join}. */
  leave(groupId: string): void {
    this.#groups.leave(groupId);
  }

  /** Listens. Returns the unsubscribe function. A listener that throws is logged and disturbs nothing else. */
  on<K extends keyof ChannelEvents>(event: K, fn: (payload: ChannelEvents[K]) => void): () => void {
    return this.#events.on(event, fn);
  }

  /** Tries again at once while waiting to; asks for a sign of life while connected. For a "try now" button. */
  retryNow(): void {
    this.#link.connection.kick("asked to");
  }

  /** Closes for good: open replies reject, no timer or socket is left. Safe in every state and more than once. */
  async close(): Promise<void> {
    await this.#link.connection.close();
    this.#events.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #dispatch(task: ReplyTask, signal: AbortSignal | undefined): void {
    if (signal?.aborted === true) {
      task.fail(signal.reason);
      return;
    }
    const { state } = this;
    if (state.status === "closed") {
      task.fail(state.error ?? closedByUs());
      return;
    }
    if (this.#wire === undefined && this.#offline === "refuse") {
      task.fail(notSent("there is no connection", "Await connect(), or set offline to queue."));
      return;
    }
    if (signal !== undefined) this.#followSignal(task, signal);
    this.#table.add(task);
    if (state.status === "idle") void this.connect().catch(() => undefined);
  }

  #followSignal(task: ReplyTask, signal: AbortSignal): void {
    const abort = (): void => {
      this.#askToStop(task);
      task.fail(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    task.onEnded = () => {
      signal.removeEventListener("abort", abort);
    };
  }

  #stop(task: ReplyTask): void {
    this.#askToStop(task);
    task.end("stopped");
  }

  #askToStop(task: ReplyTask): void {
    const wire = this.#wire;
    if (wire === undefined || !wire.session.features.has("stop")) return;
    if (task.phase !== "sent") return;
    try {
      wire.send(encodeClientFrame({ type: "chat.stop", messageId: task.message.messageId }));
    } catch {
      // The socket is going, and what it was to stop with it.
    }
  }

  #ready(session: ChannelSession, link: Link): void {
    const before = this.#session;
    this.#session = session;
    const wire: Wire = {
      session,
      send: (text) => {
        link.send(text);
      },
      received: () => this.#link.received,
    };
    this.#wire = wire;
    this.#router.restart();
    if (!this.#groups.connected(wire)) this.#events.emit("error", unsupported("joining groups"));
    this.#table.connected(wire, before);
  }

  #lost(error: HawserError): void {
    this.#wire = undefined;
    this.#groups.disconnected();
    this.#table.disconnected(error);
  }

  #probe(link: Link): boolean {
    if (this.#session?.features.has("resume") !== true) return false;
    link.send(encodeClientFrame({ type: "chat.resume", messageIds: [PROBE_ID] }));
    return true;
  }
}

function closedByUs(): ConnectionLostError {
  return new ConnectionLostError("The client was closed", { code: "CLOSED", retryable: false });
}
