import type { ReconnectOptions } from "../backoff.js";
import type { Clock, Random } from "../clock.js";
import type { HawserError } from "../errors.js";
import type { RawMessage } from "../frames.js";
import type { Logger } from "../logger.js";
import type { CloseInfo, OpenSocket, SocketOptions } from "../socket/socket.js";
import type { ConnectionPhase } from "./state.js";
import type { WakeSource } from "./wake.js";

/** One socket of a connection, as the handshake and the message handler see it. */
export interface Link {
  /**
   * Sends a text message.
   *
   * @throws ConnectionLostError (`maybeExecuted: false`) when this socket is gone.
   */
  send(text: string): void;
  /** Aborts when this socket ends, with the error that ended it. */
  readonly signal: AbortSignal;
  /** Counts the sockets of a connection, from 1. */
  readonly generation: number;
  /** Which attempt in a row this is, from 0. */
  readonly attempt: number;
}

/** What url and socket providers are told. */
export interface AttemptContext {
  /** Which attempt in a row this is, from 0. */
  readonly attempt: number;
  /** Aborts when the attempt is given up (its deadline, `close()`). */
  readonly signal: AbortSignal;
}

/** Options of `Connection`. All times in milliseconds. */
export interface ConnectionOptions<S> {
  /**
   * Where to connect. A function is asked at each attempt; what it throws is retried, unless it is a
   * HawserError that is not retryable. Time it takes counts against `connectTimeoutMs`.
   */
  readonly url: string | URL | ((context: AttemptContext) => string | URL | Promise<string | URL>);
  /** How to open sockets: headers, subprotocols, bounds. A function is asked like `url`. */
  readonly socket?:
    | SocketOptions
    | ((context: AttemptContext) => SocketOptions | Promise<SocketOptions>)
    | undefined;
  /** What opens sockets. Default `platformSocket`. */
  readonly openSocket?: OpenSocket | undefined;
  /**
   * Says hello once the socket is open; called before the first message is handed to `onMessage`. Its
   * result is the session. A rejection with a HawserError is final or retried by its `retryable` (and
   * `retryAfterMs`); any other is a final ProtocolError.
   */
  handshake(link: Link): Promise<S>;
  /** Gets every message of the current socket, also while shaking hands. What it throws is logged. */
  onMessage(data: RawMessage, link: Link): void;
  /** A session is ready; called before the state says so. */
  onReady?(session: S, link: Link): void;
  /** An open socket is gone; called once for each, before the state changes. */
  onLost?(error: HawserError): void;
  /** Says what a socket's end means. Default `classifyClose`. */
  classifyClose?(close: CloseInfo, phase: ConnectionPhase): HawserError;
  /** For the url, the socket options and the WebSocket handshake together. Default 10 000. */
  readonly connectTimeoutMs?: number | undefined;
  /** For `handshake`. Default 15 000. */
  readonly handshakeTimeoutMs?: number | undefined;
  /**
   * How long a ready link may be silent before it counts as dead. Asked at each session. Default
   * `Infinity`: never.
   */
  idleLimitMs?(session: S): number;
  /**
   * Provokes a sign of life after a wake-up or `kick()`: send something that gets an answer. The link
   * counts as dead when nothing comes within `probeTimeoutMs`. Without it, half of `idleLimitMs` is
   * given once.
   */
  probe?(link: Link): void;
  /** Default 5000. */
  readonly probeTimeoutMs?: number | undefined;
  /** How to come back; `false`: not at all. */
  readonly reconnect?: ReconnectOptions | false | undefined;
  /** Default `systemClock`. */
  readonly clock?: Clock | undefined;
  /** Default `Math.random`. */
  readonly random?: Random | undefined;
  /** Default: nothing is logged. Lines are redacted. */
  readonly logger?: Logger | undefined;
  /** What tells that the machine or the network is back. Default `platformWake`; `false`: nothing. */
  readonly wake?: WakeSource | false | undefined;
}
