import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { Arrivals } from "./arrivals.js";
import { GatewaySession } from "./gateway-session.js";

// The process every side talks to. Ends when its parent goes away.
const server = createServer();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const sessions = new Set<GatewaySession>();
const arrivals = new Arrivals();

server.on("upgrade", (request, socket, head) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "ws://bench");
  if (pathname === "/control") {
    sockets.handleUpgrade(request, socket, head, control);
    return;
  }
  if (arrivals.counting) {
    arrivals.note(searchParams.get("client") ?? "");
    socket.end(
      "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    );
    return;
  }
  sockets.handleUpgrade(request, socket, head, (ws) => {
    const session = new GatewaySession(ws, socket);
    sessions.add(session);
    ws.on("close", () => sessions.delete(session));
  });
});

/** `drop`: cuts every client and notes when each tries again; `arrivals`: tells, and takes clients again. */
function control(ws: WebSocket): void {
  ws.on("message", (data) => {
    if ((data as Buffer).toString() === "drop") {
      arrivals.begin();
      for (const session of sessions) session.drop();
    } else {
      ws.send(JSON.stringify(arrivals.end()));
    }
  });
}

server.listen(0, "127.0.0.1", () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on("disconnect", () => process.exit());
