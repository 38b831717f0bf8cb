import WebSocket from "isomorphic-ws";

import { closeReason } from "./close-frame.js";
import { networkCause } from "./network-cause.js";
import { parseRetryAfter } from "./retry-after.js";
import {
  DEFAULT_MAX_PAYLOAD_BYTES,
  type CloseInfo,
  type OpenSocket,
  type Socket,
  type SocketHandlers,
  type SocketOptions,
} from "./socket.js";
import { invalidUrl } from "./url.js";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const TOO_BIG = 1009;

/** A socket over `ws`, with what only Node can do: headers, agents, and the reason of a refused upgrade. */
class NodeSocket implements Socket {
  readonly #ws: WebSocket;
  readonly #handlers: SocketHandlers;
  // What is known so far about how this socket ends.
  #failure: Mutable<Partial<CloseInfo>> | undefined;

  constructor(url: string, options: SocketOptions, handlers: SocketHandlers) {
    this.#handlers = handlers;
    try {
      this.#ws = new WebSocket(url, [...(options.protocols ?? [])], {
        perMessageDeflate: false,
        maxPayload: options.maxPayloadBytes ?? DEFAULT_MAX_PAYLOAD_BYTES,
        ...(options.headers === undefined ? {} : { headers: { ...options.headers } }),
        ...(options.origin === undefined ? {} : { origin: options.origin }),
        ...(options.agent === undefined
          ? {}
          : { agent: options.agent as NonNullable<WebSocket.ClientOptions["agent"]> }),
      });
    } catch (error) {
      // ws quotes the URL in this message.
      if (error instanceof SyntaxError && error.message.includes("URL")) throw invalidUrl(url);
      throw error;
    }
    this.#listen();
  }

  send(text: string): void {
    this.#ws.send(text);
  }

  close(code = 1000, reason = ""): void {
    this.#ws.close(code, closeReason(reason));
  }

  terminate(): void {
    this.#ws.terminate();
  }

  get bufferedAmount(): number {
    return this.#ws.bufferedAmount;
  }

  #listen(): void {
    const ws = this.#ws;
    const handlers = this.#handlers;
    ws.on("open", () => {
      handlers.onOpen();
    });
    // The default binaryType hands out one Buffer a message.
    ws.on("message", (data: Buffer) => {
      handlers.onMessage(data);
    });
    ws.on("unexpected-response", (_request, response) => {
      const retryAfterMs = parseRetryAfter(response.headers["retry-after"], Date.now());
      this.#failure = { httpStatus: response.statusCode ?? 0 };
      if (retryAfterMs !== undefined) this.#failure.retryAfterMs = retryAfterMs;
      // With a listener here, ending the attempt is ours.
      ws.terminate();
    });
    ws.on("error", (error) => {
      if (this.#failure?.httpStatus !== undefined) return;
      this.#failure = { error: networkCause(error) };
      if ((error as { code?: string }).code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") {
        this.#failure.code = TOO_BIG;
      }
      // After a broken frame nothing sensible can follow; ws has sent its close frame by now.
      if (ws.readyState === ws.CLOSING) ws.terminate();
    });
    ws.on("close", (code, reason) => {
      handlers.onClose({ code, reason: reason.toString(), ...this.#failure });
    });
  }
}

/** Opens a socket with `ws`. */
export const openNodeSocket: OpenSocket | undefined = (url, options, handlers) =>
  new NodeSocket(url, options, handlers);
