import { ConnectionLostError, ValidationError } from "../errors.js";
import { messageBytes, type RawMessage } from "../frames.js";
import { closeReason } from "./close-frame.js";
import {
  DEFAULT_MAX_PAYLOAD_BYTES,
  type CloseInfo,
  type OpenSocket,
  type Socket,
  type SocketHandlers,
  type SocketOptions,
} from "./socket.js";
import { invalidUrl } from "./url.js";

const NODE_ONLY = ["headers", "origin", "agent"] as const;

/** A socket over the platform's own WebSocket: browsers, workers, Deno, Bun. */
class WebSocketSocket implements Socket {
  readonly #ws: WebSocket;
  #handlers: SocketHandlers | undefined;

  constructor(url: string, options: SocketOptions, handlers: SocketHandlers) {
    for (const key of NODE_ONLY) {
      if (options[key] === undefined) continue;
      throw new ValidationError(`A WebSocket of this platform cannot be given "${key}"`, {
        path: `socket.${key}`,
        expected: "nothing: only Node can set it",
        hint: "Send credentials in the handshake's messages instead, or pass an openSocket of your own.",
      });
    }
    if (typeof WebSocket === "undefined") {
      throw new ValidationError("This platform has no WebSocket", {
        path: "openSocket",
        expected: "a function that opens sockets",
      });
    }
    this.#handlers = handlers;
    this.#ws = construct(url, options.protocols ?? []);
    this.#ws.binaryType = "arraybuffer";
    const maxBytes = options.maxPayloadBytes ?? DEFAULT_MAX_PAYLOAD_BYTES;
    this.#ws.onopen = () => this.#handlers?.onOpen();
    this.#ws.onmessage = (event: MessageEvent<RawMessage>) => {
      if (exceeds(event.data, maxBytes)) this.#refuseTooBig();
      else this.#handlers?.onMessage(event.data);
    };
    // Tells nothing, and a close event follows.
    this.#ws.onerror = () => undefined;
    this.#ws.onclose = (event) => {
      this.#finish({ code: event.code, reason: event.reason });
    };
  }

  send(text: string): void {
    this.#ws.send(text);
  }

  close(code = 1000, reason = ""): void {
    // Pages may use only these codes.
    const allowed = code === 1000 || (code >= 3000 && code <= 4999);
    this.#ws.close(allowed ? code : 1000, closeReason(reason));
  }

  terminate(): void {
    this.#ws.close();
    // The platform may take its time with a dead peer; for our side it is over.
    this.#finish({ code: 1006, reason: "" });
  }

  get bufferedAmount(): number {
    return this.#ws.bufferedAmount;
  }

  #refuseTooBig(): void {
    this.#ws.close(4009, "message too big");
    this.#finish({ code: 1009, reason: "message too big" });
  }

  #finish(close: CloseInfo): void {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    handlers?.onClose(close);
  }
}

function exceeds(data: RawMessage, limit: number): boolean {
  if (typeof data === "string" && data.length * 3 <= limit) return false;
  return messageBytes(data) > limit;
}

function construct(url: string, protocols: readonly string[]): WebSocket {
  try {
    return new WebSocket(url, [...protocols]);
  } catch (error) {
    const name = (error as { name?: string }).name;
    if (name === "SecurityError") {
      throw new ConnectionLostError("This page may not open an unencrypted WebSocket", {
        code: "INSECURE_URL",
        retryable: false,
        hint: "Use a wss:// URL on pages served over https.",
      });
    }
    throw invalidUrl(url);
  }
}

/** Opens a socket with the platform's WebSocket. */
export const openWebSocket: OpenSocket = (url, options, handlers) =>
  new WebSocketSocket(url, options, handlers);
