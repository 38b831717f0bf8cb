import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { HawserError } from "@hawser/core";
import { Authenticator } from "./auth/authenticate.js";
import { Endpoint } from "./http/endpoint.js";
import { Gate } from "./http/gate.js";
import { Hub } from "./hub.js";
import type { MessageHandler } from "./message.js";
import type { WsChannelServerOptions } from "./options.js";
import { admitPeer } from "./peers/admit-peer.js";
import { Heartbeat } from "./peers/heartbeat.js";
import { push, type PushTarget } from "./push.js";
import { resolveSettings } from "./settings.js";
import { closePeers, drain } from "./shutdown.js";
import { warningsOf } from "./warnings.js";

/** What a server has in hand. All zero after `close()`. */
export interface ServerStats {
  /** Open sockets, those being authenticated included. */
  readonly connections: number;
  /** Different senders that are connected. */
  readonly senders: number;
  /** Groups that somebody has joined. */
  readonly groups: number;
  /** Sessions in which a handler runs. */
  readonly sessions: number;
  /** Replies that have not ended. */
  readonly openReplies: number;
  /** Ended replies kept for `resume`. */
  readonly keptReplies: number;
}

/** A ws-channel server: takes connections and hands their messages to `onMessage`. */
export class WsChannelServer implements AsyncDisposable {
  readonly #hub: Hub;
  readonly #gate: Gate;
  readonly #authenticator: Authenticator;
  readonly #heartbeat: Heartbeat;
  readonly #endpoint: Endpoint;
  #listening: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** @throws ValidationError for an option that cannot work. */
  constructor(options: WsChannelServerOptions) {
    const settings = resolveSettings(options);
    this.#hub = new Hub(settings);
    this.#gate = new Gate(this.#hub);
    this.#authenticator = new Authenticator(settings.auth, settings.clock, settings.logger);
    this.#heartbeat = new Heartbeat(this.#hub);
    this.#endpoint = new Endpoint(options.server, settings);
  }

  /**
   * Starts taking connections. With a `server` of your own this only attaches to it.
   *
   * @throws HawserError `LISTEN_FAILED` when the address cannot be listened on, `CLOSED` after `close()`.
   */
  listen(): Promise<void> {
    return (this.#listening ??= this.#listen().catch((error: unknown) => {
      this.#listening = undefined;
      throw error;
    }));
  }

  /** The port listened on; 0 before. */
  get port(): number {
    return this.#endpoint.port;
  }

  /** Where clients on this machine connect to. Holds once the port is known. */
  get url(): string {
    return this.#endpoint.url;
  }

  /** How many sockets are open, those being authenticated included. */
  get connections(): number {
    return this.#hub.peers.size;
  }

  /** What the server has in hand now. */
  get stats(): ServerStats {
    const { peers, groups, lanes, replies } = this.#hub;
    return {
      connections: peers.size,
      senders: peers.senders,
      groups: groups.size,
      sessions: lanes.size,
      openReplies: replies.open,
      keptReplies: replies.kept,
    };
  }

  /**
   * Sends a message that nobody asked for, to every connection of a sender or every connection that
   * has joined a group.
   *
   * @returns how many connections it was sent to.
   */
  push(
    target: PushTarget,
    content: string,
    options: { readonly mediaUrls?: readonly string[] } = {},
  ): number {
    return push(this.#hub, target, content, options.mediaUrls);
  }

  /**
   * Has this function answer messages from now on, in place of `onMessage` or of another one. Handlers
   * that are at work go on.
   *
   * @returns ends it: the handler before it is back, or none.
   */
  handle(handler: MessageHandler): () => void {
    const hub = this.#hub;
    const before = hub.handler;
    hub.handler = handler;
    return () => {
      if (hub.handler === handler) hub.handler = before;
    };
  }

  /**
   * Stops: new connections get 503, new messages `chat.error` `closing`, running handlers get `drainMs`
   * to end, then everybody is closed with 1012. Calling it again gives the same promise.
   */
  close(options: { readonly drainMs?: number } = {}): Promise<void> {
    return (this.#closing ??= this.#close(options.drainMs ?? this.#hub.settings.drainMs));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #listen(): Promise<void> {
    const { settings, phase } = this.#hub;
    if (phase !== "serving") throw new HawserError("The server was closed", { code: "CLOSED" });
    await this.#endpoint.open(this.#onUpgrade, () => {
      this.#hub.observe({ type: "listening", url: this.url });
      for (const line of warningsOf(settings, this.#endpoint.host)) settings.logger.warn(line);
      settings.logger.info("Listening", { url: this.url, auth: settings.auth.mode });
    });
    this.#heartbeat.start();
  }

  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    this.#gate.upgrade(request, socket, head, !this.#endpoint.isShared, (accepted, handshake) => {
      admitPeer(this.#hub, this.#authenticator, accepted, handshake);
    });
  };

  async #close(drainMs: number): Promise<void> {
    const hub = this.#hub;
    hub.phase = "draining";
    await this.#listening?.catch(() => undefined);
    await drain(hub, drainMs);
    this.#heartbeat.stop();
    const stopped = this.#endpoint.stop();
    await closePeers(hub);
    await stopped;
    this.#endpoint.detach(this.#onUpgrade);
    this.#authenticator.close();
    hub.clear();
    hub.observe({ type: "closed" });
  }
}

/**
 * Makes a ws-channel server; `listen()` starts it.
 *
 * @throws ValidationError for an option that cannot work.
 */
export function createWsChannelServer(options: WsChannelServerOptions): WsChannelServer {
  return new WsChannelServer(options);
}
