import {
  createWsChannelServer,
  type WsChannelServer,
  type WsChannelServerOptions,
} from "@hawser/ws-channel-protocol/server";
import { logKeeper, type Agent } from "./agent.js";
import { Memory } from "./memory.js";

/** A server with an agent behind it; the options are the server's. `listen()` starts it, `close()` drains it. */
export function createBot({
  agent = logKeeper,
  ...options
}: Omit<WsChannelServerOptions, "onMessage"> & { readonly agent?: Agent }): WsChannelServer {
  const memory = new Memory();
  return createWsChannelServer({
    ...options,
    onMessage: async ({ content, senderId, senderName, sessionKey }, reply) => {
      memory.add(sessionKey, { role: "user", name: senderName ?? senderId, content });
      let text = "";
      try {
        for await (const piece of agent(memory.of(sessionKey), reply.signal)) {
          text += piece;
          reply.stream(text);
        }
      } finally {
        // Also what it had said when it was stopped.
        if (text !== "") memory.add(sessionKey, { role: "assistant", name: "bot", content: text });
      }
      return text;
    },
  });
}
