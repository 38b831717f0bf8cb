import WebSocket from "isomorphic-ws";

import type { RawMessage } from "../frames.js";
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

/** What carries a WebSocket's frames, as far as it is of interest. */
interface Transport {
  cork(): void;
  uncork(): void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const TOO_BIG = 1009;

/** A socket over `ws`, with what only Node can do: headers, agents, and the reason of a refused upgrade. */
class NodeSocket implements Socket {
  readonly #ws: WebSocket;
  readonly #handlers: SocketHandlers;
  // What carries the frames, once there is one.
  #transport: Transport | undefined;
  #corked = false;
  // What is known so far about how this socket ends.
  #failure: Mutable<Partial<CloseInfo>> | undefined;

  constructor(url: string, options: SocketOptions, handlers: SocketHandlers) {
    this.#handlers = handlers;
    try {
      this.#ws = new WebSocket(url, [...(options.protocols ?? [])], {
        perMessageDeflate: false,
        // A frame of bad text costs itself: it reads as U+FFFD, and what is made of that is checked.
        skipUTF8Validation: true,
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
    listen(this.#ws, this);
  }

  send(text: string): void {
    if (!this.#corked) this.#cork();
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

  upgraded(transport: Transport): void {
    this.#transport = transport;
  }

  opened(): void {
    this.#handlers.onOpen();
  }

  received(data: RawMessage): void {
    this.#handlers.onMessage(data);
  }

  /** The upgrade was answered with plain HTTP. Ending the attempt is ours then. */
  refused(status: number, retryAfter: string | undefined): void {
    const retryAfterMs = parseRetryAfter(retryAfter, Date.now());
    this.#failure = { httpStatus: status };
    if (retryAfterMs !== undefined) this.#failure.retryAfterMs = retryAfterMs;
    this.#ws.terminate();
  }

  failed(error: Error & { readonly code?: string }): void {
    if (this.#failure?.httpStatus !== undefined) return;
    this.#failure = { error: networkCause(error) };
    if (error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH") this.#failure.code = TOO_BIG;
    // After a broken frame nothing sensible can follow; ws has sent its close frame by now.
    if (this.#ws.readyState === this.#ws.CLOSING) this.#ws.terminate();
  }

  closed(code: number, reason: string): void {
    this.#handlers.onClose({ code, reason, ...this.#failure });
  }

  /** What is sent in one turn leaves in one write: a system call costs more than a frame. */
  #cork(): void {
    const transport = this.#transport;
    if (transport === undefined) return;
    this.#corked = true;
    transport.cork();
    process.nextTick(uncork, this);
  }

  uncork(): void {
    this.#corked = false;
    this.#transport?.uncork();
  }
}

// One set of listeners for all sockets, which find their owner on the emitter: an idle client is small.
const OWNER = Symbol("owner");
type Owned = WebSocket & { [OWNER]: NodeSocket };

function listen(ws: WebSocket, owner: NodeSocket): void {
  (ws as Owned)[OWNER] = owner;
  ws.on("upgrade", onUpgrade);
  ws.on("open", onOpen);
  ws.on("message", onMessage);
  ws.on("unexpected-response", onUnexpectedResponse);
  ws.on("error", onError);
  ws.on("close", onClose);
}

function uncork(owner: NodeSocket): void {
  owner.uncork();
}

function onUpgrade(this: WebSocket, response: { readonly socket: Transport }): void {
  (this as Owned)[OWNER].upgraded(response.socket);
}

function onOpen(this: WebSocket): void {
  this.off("upgrade", onUpgrade);
  this.off("open", onOpen);
  this.off("unexpected-response", onUnexpectedResponse);
  (this as Owned)[OWNER].opened();
}

// The default binaryType hands out one Buffer a message.
function onMessage(this: WebSocket, data: WebSocket.RawData): void {
  (this as Owned)[OWNER].received(data as Buffer);
}

function onUnexpectedResponse(
  this: WebSocket,
  _request: unknown,
  response: { statusCode?: number; headers: { "retry-after"?: string } },
): void {
  (this as Owned)[OWNER].refused(response.statusCode ?? 0, response.headers["retry-after"]);
}

function onError(this: WebSocket, error: Error): void {
  (this as Owned)[OWNER].failed(error);
}

function onClose(this: WebSocket, code: number, reason: Buffer): void {
  (this as Owned)[OWNER].closed(code, reason.toString());
}

/** Opens a socket with `ws`. */
export const openNodeSocket: OpenSocket | undefined = (url, options, handlers) =>
  new NodeSocket(url, options, handlers);
