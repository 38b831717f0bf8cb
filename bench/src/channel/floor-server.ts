import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import type { ServeChannel } from "./server.js";

interface Frame {
  readonly type: string;
  readonly messageId?: string;
  readonly content?: string;
}

/** The least that works: `ws`, JSON.parse and JSON.stringify. */
export const serveFloor: ServeChannel = async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
  const group = new Set<WebSocket>();
  server.on("connection", (ws: WebSocket) => {
    ws.on("message", (data: Buffer) => {
      const { type, messageId, content } = JSON.parse(data.toString()) as Frame;
      if (type === "chat.join") group.add(ws);
      else ws.send(JSON.stringify({ type: "chat.response", messageId, content, done: true }));
    });
    ws.on("close", () => group.delete(ws));
    ws.send(JSON.stringify({ type: "chat.response", content: "Connected" }));
  });
  await once(server, "listening");
  let pushed = 0;
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    fanOut: (content) => {
      const messageId = `push-${++pushed}`;
      const text = JSON.stringify({ type: "chat.response", messageId, content, done: true });
      for (const ws of group) ws.send(text);
    },
    close: () =>
      new Promise((resolve) => {
        for (const ws of server.clients) ws.terminate();
        server.close(() => resolve());
      }),
  };
};
