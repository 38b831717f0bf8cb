import { createServer, type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { GruprContext } from "./context.js";
import { plainHeaders, serve } from "./rest/serve.js";
import { agentOfWsToken, SUBPROTOCOL, tokenOfUpgrade } from "./socket/auth.js";
import { receiveFrame } from "./socket/inbound.js";
import { GruprSocket } from "./socket/socket.js";

/** The listening half of a hub: it can be stopped and started again on the same port. */
export class GruprServer {
  readonly #context: GruprContext;
  readonly #sockets = new Set<Socket>();
  #http: Server | undefined;
  #ws: WebSocketServer | undefined;
  #port = 0;

  constructor(context: GruprContext) {
    this.#context = context;
  }

  get port(): number {
    return this.#port;
  }

  async listen(port: number): Promise<void> {
    const context = this.#context;
    const ws = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      autoPong: false,
      handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    });
    const http = createServer((request, response) => void serve(context, request, response));
    http.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    http.on("upgrade", (request, socket, head) => this.#upgrade(ws, request, socket, head));
    await new Promise<void>((resolve, reject) => {
      http.once("error", reject);
      http.listen(port, context.options.host, () => {
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
    this.#context.webhooks.stop();
    this.#ws?.close();
    for (const socket of this.#sockets) socket.destroy();
    if (http !== undefined) await new Promise<void>((resolve) => http.close(() => resolve()));
  }

  #upgrade(ws: WebSocketServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { board, options } = this.#context;
    socket.on("error", () => undefined);
    const path = new URL(request.url ?? "/", "ws://hub").pathname;
    const refusal = board.strike("refuseUpgrade", `upgrade of ${path}`);
    if (refusal !== undefined) return refuse(socket, refusal.status, refusal.retryAfter);
    if (path !== "/ws") return refuse(socket, 404);
    const found = tokenOfUpgrade(this.#context, request);
    const agentId = found && agentOfWsToken(this.#context, found.token);
    const later = found === undefined && options.wsAuth.includes("first-message");
    if (agentId === undefined && !later && options.authRefusal === "http") {
      return refuse(socket, 401);
    }
    ws.handleUpgrade(request, socket, head, (client) => {
      const accepted = this.#accept(client, request);
      if (later) return;
      if (found === undefined || agentId === undefined) accepted.refuse("Invalid token");
      else accepted.accept(agentId, found.place);
    });
  }

  #accept(client: WebSocket, request: IncomingMessage): GruprSocket {
    const context = this.#context;
    const { registry, board, sockets } = context;
    const socket = new GruprSocket(context, client, {
      id: registry.past("socket").length + 1,
      url: request.url ?? "/",
      headers: plainHeaders(request),
    });
    client.on("error", () => undefined);
    client.on("ping", (data) => socket.pong(data));
    client.on("message", (data) => {
      // The default binaryType hands out one Buffer a message.
      receiveFrame(context, socket, (data as Buffer).toString());
    });
    client.on("close", (code, reason) => {
      socket.markClosed(code, reason.toString());
      sockets.delete(socket);
      registry.note("close", socket);
    });
    sockets.add(socket);
    registry.note("socket", socket);
    const closing = board.strike("acceptAndClose", `socket ${socket.id}`);
    if (closing !== undefined) socket.close(closing.code, closing.reason);
    if (board.strike("deaf", `socket ${socket.id}`)) socket.setDeaf(true);
    return socket;
  }
}

function refuse(socket: Duplex, status: number, retryAfter?: number): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "connection: close",
    "content-length: 0",
    ...(retryAfter === undefined ? [] : [`retry-after: ${retryAfter}`]),
  ];
  socket.end([...lines, "", ""].join("\r\n"));
}
