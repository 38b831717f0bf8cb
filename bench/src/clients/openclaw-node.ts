import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { type ChatPayload, type OpenClient, TOKEN } from "./client.js";

// It knows only the platform's WebSocket, which Node has from 22 on.
globalThis.WebSocket = WebSocket as unknown as typeof globalThis.WebSocket;
const { OpenClawClient } = await import("openclaw-node");

export const openOpenclawNode: OpenClient = async ({ url, onChat }) => {
  const client = new OpenClawClient({
    url,
    token: TOKEN,
    scopes: ["operator.read", "operator.write", "operator.admin", "operator.approvals"],
    // It cannot connect without a device identity, and keeps it in a file.
    deviceIdentityPath: join(tmpdir(), `hawser-bench-device-${process.pid}.json`),
  });
  // Refused reconnects are errors here; without a listener they would end the process.
  client.on("error", () => undefined);
  if (onChat !== undefined) {
    client.on("event", (frame) => {
      if (frame.event === "chat") onChat(frame.payload as object as ChatPayload);
    });
  }
  await client.connect();
  return {
    history: (sessionKey) => client.sessions.history(sessionKey, { limit: 20 }),
    send: (message) => client.sessions.send("main", message),
    close: () => client.disconnect(),
  };
};
