import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { decodeClientFrame, type ChatSendFrame, type ClientFrame } from "../../src/index.js";
import type { Line } from "./fixtures.js";

const BANNER = { type: "chat.response", content: "Connected to WebSocket chat server" };

/** One connection to a scripted server: says exactly what a test wants said. */
export class Peer {
  readonly request: IncomingMessage;
  readonly url: URL;
  /** Every frame that came. */
  readonly frames: ClientFrame[] = [];
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #unread: ClientFrame[] = [];
  #wanted: ((frame: ClientFrame) => void)[] = [];

  constructor(socket: WebSocket, request: IncomingMessage) {
    this.#socket = socket;
    this.request = request;
    this.url = new URL(request.url ?? "/", "ws://127.0.0.1");
    this.closed = new Promise((resolve) => {
      socket.on("close", resolve);
    });
    socket.on("error", () => undefined);
    socket.on("message", (data: Buffer) => {
      const frame = decodeClientFrame(data);
      this.frames.push(frame);
      const wanted = this.#wanted.shift();
      if (wanted === undefined) this.#unread.push(frame);
      else wanted(frame);
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** The next frame of the client. */
  next(): Promise<ClientFrame> {
    const frame = this.#unread.shift();
    if (frame !== undefined) return Promise.resolve(frame);
    return new Promise((resolve) => {
      this.#wanted.push(resolve);
    });
  }

  /** The next frame, which has to be a message; its id is there. */
  async message(): Promise<ChatSendFrame & { messageId: string }> {
    const frame = await this.next();
    if (frame.type !== "chat.send") throw new Error(`Expected chat.send, got ${frame.type}`);
    return { ...frame, messageId: frame.messageId ?? "" };
  }

  /** Sends a frame, or text as it is. */
  say(frame: object | string | Uint8Array): void {
    if (typeof frame === "string" || frame instanceof Uint8Array) this.#socket.send(frame);
    else this.#socket.send(JSON.stringify(frame));
  }

  /** Welcomes the client: as upstream's server does, or as ours with these features. */
  banner(features?: readonly string[], more: object = {}): void {
    if (features === undefined) this.say({ ...BANNER, ...more });
    else this.say({ ...BANNER, server: { name: "hawser", features }, ...more });
  }

  typing(): void {
    this.say({ type: "chat.typing" });
  }

  stream(messageId: string | undefined, content: string): void {
    this.say({ type: "chat.stream", messageId, content, done: false });
  }

  final(messageId: string | undefined, content: string, more: object = {}): void {
    this.say({ type: "chat.response", messageId, content, done: true, ...more });
  }

  error(error: string, more: object = {}): void {
    this.say({ type: "chat.error", error, ...more });
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  /** The wire breaks. */
  drop(): void {
    this.#socket.terminate();
  }
}

/** A server that follows a script; closed when the test ends. */
export interface ScriptedServer {
  readonly url: string;
  readonly peers: readonly Peer[];
  /** The next connection, those included that nobody has asked for yet. */
  next(): Promise<Peer>;
  close(): Promise<void>;
}

/**
 * Serves `/ws` on a real socket, with upstream's HTTP 400 on any other path. `script` runs once for each
 * connection; without one, every client is welcomed as by upstream's server.
 */
export async function startScripted(
  script: (peer: Peer, index: number) => void | Promise<void> = (peer) => peer.banner(),
  port = 0,
): Promise<ScriptedServer> {
  const wss = new WebSocketServer({ port, host: "127.0.0.1", path: "/ws" });
  await once(wss, "listening");
  const peers: Peer[] = [];
  const unseen: Peer[] = [];
  const wanted: ((peer: Peer) => void)[] = [];
  wss.on("connection", (socket, request) => {
    const peer = new Peer(socket, request);
    peers.push(peer);
    const want = wanted.shift();
    if (want === undefined) unseen.push(peer);
    else want(peer);
    void script(peer, peers.length - 1);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of wss.clients) socket.terminate();
      wss.close(() => {
        resolve();
      });
    });
  onTestFinished(close);
  const { port: bound } = wss.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${bound}/ws`,
    peers,
    next: () => {
      const peer = unseen.shift();
      if (peer !== undefined) return Promise.resolve(peer);
      return new Promise((resolve) => {
        wanted.push(resolve);
      });
    },
    close,
  };
}

/**
 * Plays a recorded connection: says what upstream's server said, each time after the client has sent as
 * many messages as it had then, and ends as it ended. What was sent raw is skipped: no client of ours
 * sends it.
 */
export async function replay(peer: Peer, lines: readonly Line[]): Promise<void> {
  for (const line of lines) {
    switch (line.dir) {
      case "in":
        peer.say(line.frame);
        break;
      case "out":
        if (typeof line.frame !== "string") await peer.message();
        break;
      case "close":
        if (line.frame.code === 1006) peer.drop();
        else if (line.frame.code === 4401) peer.close(line.frame.code, line.frame.reason);
        break;
      default:
    }
  }
}
