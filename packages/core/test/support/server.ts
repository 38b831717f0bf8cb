import { createServer, type IncomingMessage, type Server } from "node:http";
import {
  connect as connectTcp,
  createServer as createTcpServer,
  type Socket as TcpSocket,
} from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";

/** A `ws` server in this process, closed when the test ends. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly wss: WebSocketServer;
  readonly sockets: WebSocket[];
  readonly requests: IncomingMessage[];
  /** The next socket that connects. */
  next(): Promise<WebSocket>;
  close(): Promise<void>;
}

export async function startServer(
  onSocket: (socket: WebSocket, index: number, request: IncomingMessage) => void = echo,
  port = 0,
): Promise<TestServer> {
  const wss = new WebSocketServer({ port, host: "127.0.0.1" });
  await once(wss, "listening");
  const sockets: WebSocket[] = [];
  const requests: IncomingMessage[] = [];
  wss.on("connection", (socket, request) => {
    socket.on("error", () => undefined);
    sockets.push(socket);
    requests.push(request);
    onSocket(socket, sockets.length - 1, request);
  });
  const bound = (wss.address() as AddressInfo).port;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of wss.clients) socket.terminate();
      wss.close(() => {
        resolve();
      });
    });
  onTestFinished(close);
  return {
    url: `ws://127.0.0.1:${bound}/`,
    port: bound,
    wss,
    sockets,
    requests,
    next: async () => ((await once(wss, "connection")) as [WebSocket])[0],
    close,
  };
}

/** Answers "hello" to "hello" and echoes everything else. */
function echo(socket: WebSocket): void {
  socket.on("message", (data: Buffer) => {
    socket.send(data.toString());
  });
}

/** Answers every upgrade request with plain HTTP. */
export async function startRefusing(
  status: number,
  headers: Record<string, string> = {},
): Promise<{ url: string; requests: number }> {
  const state = { url: "", requests: 0 };
  const server = createServer();
  server.on("upgrade", (_request, socket) => {
    state.requests += 1;
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} No\r\n${lines.join("")}Content-Length: 0\r\n\r\n`);
  });
  state.url = `ws://127.0.0.1:${await listen(server)}/`;
  return state;
}

/** A TCP server with a behaviour of its own. */
export async function startTcp(onSocket: (socket: TcpSocket) => void): Promise<number> {
  return listen(
    createTcpServer((socket) => {
      socket.on("error", () => undefined);
      onSocket(socket);
    }),
  );
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A TCP relay that can go silent without closing anything. */
export async function startRelay(targetPort: number): Promise<{ url: string; stall(): void }> {
  const pairs: TcpSocket[] = [];
  const port = await startTcp((client) => {
    const upstream = connectTcp(targetPort, "127.0.0.1");
    upstream.on("error", () => client.destroy());
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
    client.pipe(upstream).pipe(client);
    pairs.push(client, upstream);
  });
  return {
    url: `ws://127.0.0.1:${port}/`,
    stall() {
      for (const socket of pairs) {
        socket.unpipe();
        socket.pause();
      }
    },
  };
}

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  const open = new Set<TcpSocket>();
  server.on("connection", (socket: TcpSocket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    server.close();
    await once(server, "close");
  });
  return (server.address() as AddressInfo).port;
}
