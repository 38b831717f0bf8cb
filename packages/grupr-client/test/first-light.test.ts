import { expect, it } from "vitest";
import { GruprClient } from "../src/index.js";
import { clientOf, openHub, take } from "./support/hub.js";

it("registers, listens, answers and goes on where it was", async () => {
  const hub = await openHub();
  const { baseUrl, gruprId, jwt, agent } = hub;
  const { token } = await GruprClient.register({ jwt, agentId: agent.id, baseUrl });
  const grupr = clientOf(hub, { agentToken: token });

  const stream = grupr.stream(gruprId);
  const next = take(stream, 1);
  await hub.waitFor("subscribe");
  hub.say(gruprId, { from: "Ada", content: "Hello?" });
  const [delivery] = await next;
  expect(delivery?.message).toMatchObject({ content: "Hello?", sender_name: "Ada" });

  const sent = await grupr.messages.send(gruprId, "Hello!");
  await delivery?.ack();
  await stream.return?.();
  expect(sent).toMatchObject({ content: "Hello!", agent_id: agent.id });
  expect((await grupr.messages.list(gruprId)).map(({ content }) => content)).toEqual([
    "Hello?",
    "Hello!",
  ]);

  const [own] = await take(grupr.stream(gruprId), 1);
  expect(own?.message.message_id).toBe(sent.message_id);
});
