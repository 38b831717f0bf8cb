import { wsChannelSource } from "@hawser/agent-runner/ws-channel";
import { WsChannelClient, type ChannelReply } from "@hawser/ws-channel-protocol/client";
import { createWsChannelServer } from "@hawser/ws-channel-protocol/server";
import { Line } from "./line.js";
import { next } from "./next-state.js";
import type { Wire } from "./wire.js";

/** The web channel: Linus has a page open, and reads along while the answer grows. */
export async function webChannelWire(): Promise<Wire> {
  const server = createWsChannelServer({ port: 0, host: "127.0.0.1", env: {} });
  await server.listen();
  const line = await Line.to(server.url);
  const client = new WsChannelClient({ url: line.url, senderId: "linus", senderName: "Linus" });
  const answers: string[] = [];
  const watched: string[] = [];
  const replies: Promise<void>[] = [];
  const follow = async (reply: ChannelReply): Promise<void> => {
    let shown = "";
    for await (const event of reply) {
      if (event.type === "text") shown += event.delta;
      if (event.type === "resync") shown = event.text;
    }
    watched.push(shown);
    answers.push(await reply.text());
  };
  // What comes without having been asked for is one too many.
  client.on("message", ({ content }) => answers.push(content));
  return {
    name: "ws-channel",
    label: "Web channel",
    asker: "Linus",
    source: wsChannelSource(server),
    listening: async () => void (await client.connect()),
    ask: (question) => {
      const followed = follow(client.send(question));
      // Whoever waits for all is told; nobody may be waiting yet.
      followed.catch(() => undefined);
      replies.push(followed);
    },
    settled: async () => void (await Promise.all(replies)),
    answers: () => answers,
    facts: () => [
      {
        holds: watched.every((text, index) => text === answers[index]),
        fact: "what grew on the page is the answer, letter for letter",
      },
    ],
    cut: async () => {
      const back = next(client, "ready", "the web channel");
      await Promise.all([line.cut(), back]);
    },
    close: async () => {
      await client.close();
      await line.close();
      await server.close({ drainMs: 0 });
    },
  };
}
