import { once } from "node:events";
import { WebSocket, type ClientOptions } from "ws";

/** A frame as it came, whatever is in it. */
export interface Frame {
  type?: string;
  messageId?: string;
  content?: string;
  done?: boolean;
  error?: string;
  code?: string;
  groupId?: string;
  senderId?: string;
  mediaUrls?: string[];
  retryAfterMs?: number;
  [field: string]: unknown;
}

type Waiter = {
  readonly wanted: (frame: Frame) => boolean;
  readonly resolve: (frame: Frame) => void;
};

/** A client that knows nothing: what it is told to send goes out, what comes in is kept. */
export class RawClient {
  readonly socket: WebSocket;
  /** Everything that came, the banner included. */
  readonly frames: Frame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  /** How many frames `next` has given out. */
  #taken = 0;
  readonly #waiters: Waiter[] = [];

  constructor(url: string, options: ClientOptions & { protocols?: string[] } = {}) {
    const { protocols, ...rest } = options;
    this.socket = new WebSocket(url, protocols ?? [], rest);
    this.socket.on("error", () => undefined);
    this.socket.on("message", (data) => {
      this.frames.push(JSON.parse(String(data)) as Frame);
      this.#serve();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  /** The next frame after the last one given out, or the next that fits; those before it are skipped. */
  next(wanted: string | ((frame: Frame) => boolean) = () => true): Promise<Frame> {
    const test = typeof wanted === "string" ? (frame: Frame) => frame.type === wanted : wanted;
    return new Promise((resolve) => {
      this.#waiters.push({ wanted: test, resolve });
      this.#serve();
    });
  }

  /** The end of a reply: `chat.response` with `done`, or `chat.error`. */
  end(messageId: string): Promise<Frame> {
    return this.next(
      (frame) =>
        frame.messageId === messageId && (frame.done === true || frame.type === "chat.error"),
    );
  }

  send(frame: Frame | string | Buffer): void {
    this.socket.send(
      typeof frame === "string" || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame),
    );
  }

  /** Sends a message and waits for the end of its reply. */
  ask(content: string, more: Frame = {}): Promise<Frame> {
    const messageId = more.messageId ?? `ask-${++asked}`;
    const end = this.end(messageId);
    this.send({ type: "chat.send", content, messageId, ...more });
    return end;
  }

  /** Waits until the server has handled everything sent so far. */
  async settle(): Promise<void> {
    const pong = once(this.socket, "pong");
    this.socket.ping();
    await pong;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }

  #serve(): void {
    while (this.#waiters.length > 0) {
      const { wanted, resolve } = this.#waiters[0]!;
      const at = this.frames.findIndex((frame, index) => index >= this.#taken && wanted(frame));
      if (at < 0) return;
      this.#taken = at + 1;
      this.#waiters.shift();
      resolve(this.frames[at]!);
    }
  }
}

let asked = 0;

/** Connects and waits for the banner. */
export async function connect(
  url: string,
  options: ClientOptions & { protocols?: string[] } = {},
): Promise<RawClient> {
  const client = new RawClient(url, options);
  await client.next("chat.response");
  return client;
}

/** What the server answers to a request that is not made a socket. */
export function refusedUpgrade(
  url: string,
  options: ClientOptions = {},
): Promise<{ status: number; retryAfter: string | undefined }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, options);
    socket.on("error", () => undefined);
    socket.on("open", () => reject(new Error("The connection was accepted")));
    socket.on("unexpected-response", (request, response) => {
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"] });
      request.destroy();
    });
  });
}
