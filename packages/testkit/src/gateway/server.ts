import { createServer, type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { GatewayContext } from "./context.js";
import { GatewayConnection } from "./connection.js";
import { receive } from "./inbound.js";
import { tellPresence } from "./presence.js";

/** Keeps an array of header values from surprising anybody. */
function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value ?? "")]),
  );
}

/** The listening half of a gateway: it can be stopped and started again on the same port. */
export class GatewayServer {
  readonly #context: GatewayContext;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<unknown>();
  #leaving: Promise<void> | undefined;
  #http: Server | undefined;
  #ws: WebSocketServer | undefined;
  #port = 0;

  constructor(context: GatewayContext) {
    this.#context = context;
  }

  get port(): number {
    return this.#port;
  }

  async listen(port: number): Promise<void> {
    const { options } = this.#context;
    const ws = new WebSocketServer({
      noServer: true,
      maxPayload: options.maxPayload,
      perMessageDeflate: false,
      autoPong: false,
    });
    const http = createServer((_request, response) => response.writeHead(426).end());
    http.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    http.on("upgrade", (request, socket, head) => this.#upgrade(ws, request, socket, head));
    await new Promise<void>((resolve, reject) => {
      http.once("error", reject);
      http.listen(port, options.host, () => {
        http.off("error", reject);
        resolve();
      });
    });
    this.#port = (http.address() as AddressInfo).port;
    this.#http = http;
    this.#ws = ws;
    this.#leaving = undefined;
    this.#tickLater();
  }

  /** Takes no connection and no frame any more; what is open may still be told goodbye. */
  leave(): void {
    const http = this.#http;
    this.#leaving ??= new Promise((resolve) => {
      if (http) http.close(() => resolve());
      else resolve();
    });
  }

  /** Stops listening and cuts every socket that is still there. */
  async stop(): Promise<void> {
    this.leave();
    const { clock } = this.#context.options;
    for (const timer of this.#timers) clock.clearTimeout(timer);
    this.#timers.clear();
    this.#http = undefined;
    this.#ws?.close();
    for (const socket of this.#sockets) socket.destroy();
    await this.#leaving;
  }

  #after(ms: number, fn: () => void): unknown {
    const { clock } = this.#context.options;
    const due = (): void => {
      this.#timers.delete(timer);
      fn();
    };
    const timer = clock.setTimeout(due, ms, { keepAlive: false });
    this.#timers.add(timer);
    return timer;
  }

  #forget(timer: unknown): void {
    this.#context.options.clock.clearTimeout(timer);
    this.#timers.delete(timer);
  }

  #tickLater(): void {
    const { options, broadcaster } = this.#context;
    this.#after(options.tickIntervalMs, () => {
      broadcaster.event("tick", { ts: options.clock.now() });
      this.#tickLater();
    });
  }

  #upgrade(ws: WebSocketServer, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refused = this.#context.faults.strike("refuseUpgrade", "", request.url ?? "/");
    if (refused) {
      const headers = Object.entries({
        connection: "close",
        "content-length": "0",
        ...refused.headers,
      });
      // The socket is ours from here on, its end included.
      socket.on("error", () => undefined);
      const lines = headers.map(([name, value]) => `${name}: ${value}`);
      const status = `HTTP/1.1 ${refused.status} ${STATUS_CODES[refused.status] ?? ""}`;
      socket.end([status, ...lines, "", ""].join("\r\n"));
      return;
    }
    ws.handleUpgrade(request, socket, head, (client) => this.#accept(client, request));
  }

  #accept(socket: WebSocket, request: IncomingMessage): void {
    const context = this.#context;
    const { registry, options, faults } = context;
    const host = {
      clock: options.clock,
      faults,
      sequencePerConnection: options.generation.protocol === 4 && !options.documented,
    };
    const connection = new GatewayConnection(
      socket,
      host,
      registry.connections.length,
      plainHeaders(request),
    );
    const patience = this.#after(options.handshakeTimeoutMs, () => {
      if (connection.phase.status === "handshaking") connection.close(1000);
    });
    socket.on("error", () => undefined);
    socket.on("ping", (data) => {
      if (!connection.muted) socket.pong(data);
    });
    socket.on("message", (data, isBinary) => {
      if (this.#leaving) return;
      const bytes = Array.isArray(data) ? 0 : data.byteLength;
      const limit = options.generation.preauthMaxBytes;
      if (connection.phase.status === "handshaking" && limit !== undefined && bytes > limit) {
        return connection.close(1009);
      }
      receive(context, connection, data, isBinary);
      if (connection.phase.status !== "handshaking") this.#forget(patience);
    });
    socket.on("close", (code, reason) => {
      this.#forget(patience);
      this.#gone(connection, code, reason.toString());
    });
    registry.note("connection", connection);
    this.#greet(connection);
  }

  #greet(connection: GatewayConnection): void {
    const { faults, options } = this.#context;
    const closing = faults.strike("acceptAndClose", connection.id, "accepted and closed");
    if (closing) return connection.close(closing.code, closing.reason);
    if (faults.strike("halfOpen", connection.id, "accepted and silent")) return connection.mute();
    if (!options.challenge || connection.phase.status !== "handshaking") return;
    const { nonce, ts } = connection.phase;
    connection.unnumberedEvent("connect.challenge", {
      nonce,
      ts,
      ...(options.generation.protocol === 4 ? { capabilities: ["model-catalog-snapshot"] } : {}),
    });
  }

  #gone(connection: GatewayConnection, code: number, reason: string): void {
    const { presence, registry, subscriptions, options } = this.#context;
    const left = presence.disconnected(connection);
    connection.markClosed({ code, reason });
    subscriptions.forget(connection);
    registry.note("close", connection);
    if (left && !options.documented) tellPresence(this.#context);
  }
}
