import { GatewayClient } from "@hawser/gateway-client";
import { type ChatPayload, type OpenClient, TOKEN } from "./client.js";

export const openHawser: OpenClient = async ({ url, onChat }) => {
  const client = new GatewayClient({ url, token: TOKEN });
  if (onChat !== undefined) client.on("chat", (event) => onChat(event as ChatPayload));
  await client.connect();
  let keys = 0;
  return {
    history: (sessionKey) => client.request("chat.history", { sessionKey, limit: 20 }),
    send: (message) =>
      client.request("chat.send", {
        sessionKey: "main",
        message,
        idempotencyKey: `order-${++keys}`,
      }),
    run: (onText) => {
      const run = client.chat.run({ sessionKey: "main", message: "RUN" });
      let started: () => void = () => undefined;
      const read = async (): Promise<string> => {
        for await (const event of run) {
          if (event.type === "text") onText(event.text);
          else if (event.type === "status" && event.phase === "sent") started();
        }
        return (await run.result).text;
      };
      return { started: new Promise<void>((resolve) => (started = resolve)), ended: read() };
    },
    close: () => client.close(),
  };
};
