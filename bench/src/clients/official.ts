import { GatewayClient } from "@openclaw/gateway-client";
import { type ChatPayload, type OpenClient, TOKEN } from "./client.js";

export const openOfficial: OpenClient = ({ url, onChat }) =>
  new Promise((resolve, reject) => {
    const client: GatewayClient = new GatewayClient({
      url,
      token: TOKEN,
      scopes: ["operator.read", "operator.write", "operator.admin", "operator.approvals"],
      ...(onChat === undefined
        ? {}
        : {
            onEvent: (frame) => {
              if (frame.event === "chat") onChat(frame.payload as ChatPayload);
            },
          }),
      onConnectError: reject,
      onHelloOk: () => {
        resolve({
          history: (sessionKey) => client.request("chat.history", { sessionKey, limit: 20 }),
          send: (message) =>
            client.request("chat.send", { sessionKey: "main", message }, { timeoutMs: 120_000 }),
          close: () => client.stopAndWait(),
        });
      },
    });
    client.start();
  });
