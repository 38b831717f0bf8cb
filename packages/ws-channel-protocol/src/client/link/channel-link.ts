import {
  Connection,
  ConnectionLostError,
  redactText,
  type CloseInfo,
  type ConnectionPhase,
  type HawserError,
  type Link,
  type Logger,
  type RawMessage,
} from "@hawser/core";
import { decodeServerFrame } from "../../frames/codec.js";
import type { ServerFrame, UnknownFrame } from "../../frames/server-frames.js";
import type { WsChannelClientOptions } from "../options.js";
import { channelClose } from "./causes.js";
import { Credentials } from "./credentials.js";
import { Handshake } from "./handshake.js";
import type { ChannelSession, ChannelState } from "./session.js";

/** What a link tells the client. */
export interface LinkHandlers {
  /** The server has welcomed us. */
  onReady(session: ChannelSession, link: Link): void;
  onLost(error: HawserError): void;
  onState(state: ChannelState): void;
  onFrame(frame: ServerFrame): void;
  /** A message that is no frame. */
  onBadFrame(error: HawserError): void;
  /** Asks a server that can answer for a sign of life; false where none can. */
  probe(link: Link): boolean;
}

/** The connection: signs in, waits for the banner, reads frames, and comes back. */
export class ChannelLink {
  readonly connection: Connection<ChannelSession>;
  /** How many messages have come on all connections together. */
  received: number = 0;
  readonly #handlers: LinkHandlers;
  readonly #logger: Logger;
  readonly #credentials: Credentials;
  #handshake: Handshake | undefined;

  constructor(
    options: WsChannelClientOptions & { readonly senderId: string },
    handlers: LinkHandlers,
    logger: Logger,
  ) {
    this.#handlers = handlers;
    this.#logger = logger;
    const credentials = new Credentials(options, options.senderId);
    this.#credentials = credentials;
    const { connectTimeoutMs, handshakeTimeoutMs, reconnect, clock, random, openSocket, wake } =
      options;
    this.connection = new Connection<ChannelSession>({
      url: (context) => credentials.url(context),
      socket: (context) => credentials.socket(context),
      handshake: () => {
        this.#handshake = new Handshake(options.senderId);
        return this.#handshake.session;
      },
      onMessage: (data) => {
        this.#receive(data);
      },
      onReady: (session, link) => {
        handlers.onReady(session, link);
      },
      onLost: (error) => {
        this.#handshake = undefined;
        handlers.onLost(error);
      },
      classifyClose: (close, phase) => this.#classify(close, phase),
      probe: (link) => {
        // A server that would not answer must not be taken for dead.
        if (!handlers.probe(link)) this.connection.touch();
      },
      connectTimeoutMs,
      handshakeTimeoutMs,
      reconnect,
      clock,
      random,
      openSocket,
      wake,
      logger,
    });
    this.connection.onState((state) => {
      handlers.onState(state);
    });
  }

  /**
   * Gives up a connection on which a message got no answer at all, so that nothing came after the first
   * `received`: it may be dead without anyone having said so.
   */
  dropSilent(received: number): void {
    if (this.received > received) return;
    this.connection.drop(
      new ConnectionLostError("Nothing has come since the message was sent", {
        code: "LINK_SILENT",
        maybeExecuted: true,
        phase: "ready",
      }),
    );
  }

  #receive(data: RawMessage): void {
    this.received += 1;
    let frame: ServerFrame | UnknownFrame;
    try {
      frame = decodeServerFrame(data);
    } catch (error) {
      this.#handlers.onBadFrame(error as HawserError);
      return;
    }
    if (frame.type === "chat.error") frame.error = this.#clean(frame.error);
    if (this.#handshake?.take(frame) === true) return;
    if (frame.type === "unknown") this.#logger.debug("A frame of an unknown type");
    else this.#handlers.onFrame(frame);
  }

  #classify(close: CloseInfo, phase: ConnectionPhase): HawserError {
    const said = this.#handshake?.lastError;
    return channelClose({ ...close, reason: this.#clean(close.reason) }, phase, said);
  }

  /** A server may quote what it was sent. */
  #clean(text: string): string {
    return redactText(text, this.#credentials.secrets);
  }
}
