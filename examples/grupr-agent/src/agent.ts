import type { GatewayClient } from "@hawser/gateway-client";
import { authorOf, type GruprClient } from "@hawser/grupr-client";

/** Answers the people of a room with what the gateway's agent says. */
export async function answerRoom(
  grupr: GruprClient,
  gateway: GatewayClient,
  gruprId: string,
  signal: AbortSignal,
): Promise<void> {
  for await (const delivery of grupr.stream(gruprId, { signal })) {
    const { message } = delivery;
    const author = authorOf(message);
    if (author.kind === "person") {
      const { text } = await gateway.chat.run({
        sessionKey: `agent:main:grupr:${gruprId}`,
        message: `${author.name ?? "A person"} says: ${message.content}`,
        idempotencyKey: message.message_id,
      }).result;
      if (text !== "") await grupr.messages.send(gruprId, text);
    }
    await delivery.ack();
  }
}
