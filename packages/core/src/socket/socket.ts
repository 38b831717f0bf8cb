import type { RawMessage } from "../frames.js";

/** What an open socket tells its owner. */
export interface SocketHandlers {
  /** The WebSocket handshake is done. */
  onOpen(): void;
  /** A message came, text or binary. Bytes are not copied: they are the socket's own buffer. */
  onMessage(data: RawMessage): void;
  /** It is over: exactly once per socket, also when it never opened. */
  onClose(close: CloseInfo): void;
}

/** How a socket ended. */
export interface CloseInfo {
  /** The WebSocket close code; 1006 when the connection broke or never opened. */
  readonly code: number;
  /** The other end's reason, or "". */
  readonly reason: string;
  /** When the server answered the upgrade with plain HTTP: its status (Node only). */
  readonly httpStatus?: number;
  /** That answer's Retry-After, in milliseconds (Node only). */
  readonly retryAfterMs?: number;
  /** What went wrong below, such as an error with code ENOTFOUND or ECONNREFUSED (Node only). */
  readonly error?: unknown;
}

/** What a socket may be opened with. */
export interface SocketOptions {
  /** WebSocket subprotocols, offered in this order. */
  readonly protocols?: readonly string[];
  /** Extra HTTP headers of the upgrade request. Node only. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The Origin header. Node only; browsers set their own. */
  readonly origin?: string;
  /** An `http.Agent` or `https.Agent`, for proxies and own certificates. Node only. */
  readonly agent?: unknown;
  /** A larger message closes the socket with code 1009. Default 100 MiB. */
  readonly maxPayloadBytes?: number;
}

/** A WebSocket, reduced to what Hawser needs of it. */
export interface Socket {
  /** Sends a text message. What is sent after the end is lost. */
  send(text: string): void;
  /** Starts the closing handshake. Default code 1000. */
  close(code?: number, reason?: string): void;
  /** Ends it at once, without the other end's help. */
  terminate(): void;
  /** Bytes accepted by {@link Socket.send} that are not yet on their way. */
  readonly bufferedAmount: number;
}

/**
 * Opens a socket. Failures to connect come through `onClose`; it throws (or rejects) only for what no
 * retry can mend, such as an invalid URL.
 */
export type OpenSocket = (
  url: string,
  options: SocketOptions,
  handlers: SocketHandlers,
) => Socket | Promise<Socket>;

/** Default of {@link SocketOptions.maxPayloadBytes}: 100 MiB. */
export const DEFAULT_MAX_PAYLOAD_BYTES: number = 100 * 1024 * 1024;
