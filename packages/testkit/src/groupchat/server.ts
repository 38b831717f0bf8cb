import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { GroupChatContext } from "./context.js";
import { serveCall } from "./rest/serve.js";
import { SyncConnection } from "./sync/connection.js";

/** Clients put their version into the path: /api/1.48.0/sync. */
const syncPath = /^\/api\/([^/]+)\/sync$/;

/** The listening half: it can be stopped and started again on the same port. */
export class GroupChatServer {
  readonly #context: GroupChatContext;
  readonly #sockets = new Set<Socket>();
  #http: Server | undefined;
  #ws: WebSocketServer | undefined;
  #port = 0;
  #accepted = 0;

  constructor(context: GroupChatContext) {
    this.#context = context;
  }

  get port(): number {
    return this.#port;
  }

  async listen(port: number): Promise<void> {
    const ws = new WebSocketServer({ noServer: true, perMessageDeflate: false, autoPong: false });
    const http = createServer((request, response) => this.#serve(request, response));
    http.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    http.on("upgrade", (request, socket, head) => this.#upgrade(ws, request, socket, head));
    await new Promise<void>((resolve, reject) => {
      http.once("error", reject);
      http.listen(port, this.#context.options.host, () => {
        http.off("error", reject);
        resolve();
      });
    });
    this.#port = (http.address() as AddressInfo).port;
    this.#http = http;
    this.#ws = ws;
  }

  /** Stops listening and cuts every socket that is still there. */
  async stop(): Promise<void> {
    const http = this.#http;
    this.#http = undefined;
    this.#ws?.close();
    for (const socket of this.#sockets) socket.destroy();
    if (http) await new Promise<void>((resolve) => http.close(() => resolve()));
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    // A caller that hangs up half way ends the reading of its body with an error.
    serveCall(this.#context, request, response).catch(() => response.destroy());
  }

  #upgrade(ws: WebSocketServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { faults } = this.#context;
    const path = new URL(request.url ?? "/", "http://server").pathname;
    if (faults.strike("hangHandshake", path)) {
      socket.on("error", () => undefined);
      return;
    }
    const refused = faults.strike("refuseUpgrade", path);
    const version = syncPath.exec(path)?.[1];
    if (refused) return refuse(socket, refused.status, refused.retryAfter);
    if (version === undefined) return refuse(socket, 404, undefined);
    ws.handleUpgrade(request, socket, head, (client) => this.#accept(client, version));
  }

  #accept(socket: WebSocket, version: string): void {
    const { registry, faults } = this.#context;
    const connection = new SyncConnection(socket, this.#context, this.#accepted, version);
    this.#accepted += 1;
    socket.on("error", () => undefined);
    socket.on("ping", (data) => connection.pong(data));
    socket.on("message", (data) => connection.receive(textOf(data)));
    socket.on("close", (code, reason) => {
      connection.markClosed({ code, reason: reason.toString() });
      registry.note("close", connection);
    });
    const silence = faults.strike("silence", connection.id);
    if (silence) connection.hush(silence.pings);
    registry.note("connection", connection);
  }
}

function textOf(data: Buffer | ArrayBuffer | Buffer[]): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.from(data as Buffer).toString("utf8");
}

function refuse(socket: Duplex, status: number, retryAfter: string | undefined): void {
  const headers = ["connection: close", "content-length: 0"];
  if (retryAfter !== undefined) headers.push(`retry-after: ${retryAfter}`);
  const first = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`;
  socket.end([first, ...headers, "", ""].join("\r\n"));
}
