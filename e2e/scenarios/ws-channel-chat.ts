import { GatewayClient } from "@hawser/gateway-client";
import { llmWords } from "@hawser/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChannelStage } from "../src/channel-stage.js";

const RED_DOT =
  "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==";

/** People who chat with the agent through our client, nobody asked for a token. */
export function channelChatScenarios(stage: () => ChannelStage): void {
  describe("a chat", () => {
    beforeAll(() => stage().configure({ auth: { enabled: false } }));

    it("streams a reply, and ends it once", async () => {
      const client = await stage().connect({ senderId: "streamer" });
      expect([...client.features]).toEqual(expect.arrayContaining(["resume", "stop", "groups"]));
      const reply = client.send("SLOW:10x80");
      const texts: string[] = [];
      for await (const event of reply) if (event.type === "text") texts.push(event.text);
      expect(texts.length).toBeGreaterThan(2);
      expect(texts.every((text) => llmWords(10).startsWith(text))).toBe(true);
      expect(await reply.result).toMatchObject({
        text: llmWords(10),
        parts: [llmWords(10)],
        end: "final",
      });
    });

    it("keeps a long reply in one piece", async () => {
      const client = await stage().connect({ senderId: "reader" });
      const { parts, text } = await client.send("LEN:9000").result;
      expect([parts.length, text.length]).toEqual([1, 9000]);
    });

    it("lets the agent use its tools", async () => {
      const client = await stage().connect({ senderId: "tooler" });
      const text = await client.send('please TOOL:process {"action":"list"} now').text();
      expect(text).toMatch(/^echo: \S/);
    });

    it("answers with the model's failure, as upstream does", async () => {
      const client = await stage().connect({ senderId: "unlucky" });
      expect(await client.send("FAIL:400").text()).toMatch(/400|rejected/);
    });

    it("answers messages of one sender in order", async () => {
      const client = await stage().connect({ senderId: "hasty" });
      const ended: string[] = [];
      const replies = ["SLOW:6x60 one", "SAY:two", "SAY:three"].map(async (message) => {
        const text = await client.send(message).text();
        ended.push(text);
      });
      await Promise.all(replies);
      expect(ended).toEqual([llmWords(6), "two", "three"]);
    });

    it("stops an agent", async () => {
      const { llm } = stage();
      const client = await stage().connect({ senderId: "stopper" });
      const reply = client.send("SLOW:400x50 stop me");
      for await (const event of reply) if (event.type === "text") break;
      reply.stop();
      expect((await reply.result).end).toBe("stopped");
      const stopped = await llm.waitFor((r) => r.text.includes("stop me") && r.state === "aborted");
      expect(stopped.chunksSent).toBeLessThan(400);
      expect(await client.send("SAY:still here").text()).toBe("still here");
    });

    it("gives each sender a memory of their own, whatever the case of their names", async () => {
      const clients = await Promise.all(
        ["Kim", "kim", "lee:thread:1"].map((senderId) => stage().connect({ senderId })),
      );
      for (const [index, client] of clients.entries()) {
        await client.send(`SAY:noted ${index} secret-${index}`).text();
      }
      for (const [index, client] of clients.entries()) {
        await client.send(`SAY:recall memory-${index}`).text();
        const asked = lastAsked(stage(), `memory-${index}`);
        const known = [0, 1, 2].filter((other) => asked.includes(`secret-${other}`));
        expect(known).toEqual([index]);
      }
    });

    it("gives a group one memory, and its members one another's words", async () => {
      const [ann, ben] = await Promise.all(
        ["ann", "ben"].map((senderId) => stage().connect({ senderId })),
      );
      const heard = new Promise<unknown>((resolve) => {
        ben!.on("message", (message) => {
          if (message.kind === "reply") resolve(message.content);
        });
      });
      ben!.join("Dev Team");
      const group = { chatType: "group", groupId: "Dev Team", groupSubject: "Developers" } as const;
      // Ben's own message comes after his join, so that he is a member when Ann speaks.
      expect(await ben!.send({ ...group, content: "SAY:hello ben" }).text()).toBe("hello ben");
      const first = await ann!.send({ ...group, content: "SAY:the code is tulip" }).text();
      expect(first).toBe("the code is tulip");
      expect(await heard).toBe("the code is tulip");
      await ben!.send({ ...group, content: "SAY:shared-memory" }).text();
      expect(lastAsked(stage(), "shared-memory")).toContain("tulip");
      await ann!.send("SAY:private-memory").text();
      expect(lastAsked(stage(), "private-memory")).not.toContain("tulip");
    });

    it("shows the model a picture", async () => {
      const client = await stage().connect({ senderId: "painter" });
      const attachments = [{ name: "dot.png", mimeType: "image/png", data: RED_DOT }];
      await client.send({ content: "SAY:seen this-picture", attachments }).text();
      expect(lastAsked(stage(), "this-picture")).toMatch(/data:image\/(png|jpeg|webp);base64,/);
    });

    it("refuses a path that the operator has not opened", async () => {
      const client = await stage().connect({ senderId: "snoop" });
      const reply = client.send({ content: "read it", mediaPath: "/etc/passwd" });
      await expect(reply.result).rejects.toMatchObject({ name: "RemoteError" });
    });

    it("hands quotes and custom data to the model as data", async () => {
      const client = await stage().connect({ senderId: "quoter" });
      const customData = { priority: "quite-high", senderId: "root" };
      await client
        .send({ content: "SAY:ok quoted-one", replyToBody: "Use Python", customData })
        .text();
      const asked = lastAsked(stage(), "quoted-one");
      expect(asked).toContain("Use Python");
      expect(asked).toContain("quite-high");
    });

    it("takes no commands from somebody nobody has named", async () => {
      const client = await stage().connect({ senderId: "guest" });
      expect(await client.send("/status").text()).toBe("You may not use commands here.");
    });

    it("carries what the agent says unasked, and says when nobody is there", async () => {
      const { gateway } = stage();
      const client = await stage().connect({ senderId: "Listener 1" });
      const pushed = new Promise<string>((resolve) => {
        client.on("message", (message) => {
          if (message.kind === "push") resolve(message.content);
        });
      });
      await using operator = new GatewayClient({ url: gateway.url, token: gateway.token });
      const send = (to: string, key: string): Promise<unknown> =>
        operator.request("send", {
          to,
          message: "Dinner is ready",
          channel: "websocket",
          idempotencyKey: key,
        });
      await send("Listener 1", "dinner-1");
      expect(await pushed).toBe("Dinner is ready");
      await expect(send("user:nobody", "dinner-2")).rejects.toThrow(/not connected/);
    });
  });
}

/** Everything the model was told when it was last asked with `words` in it. */
function lastAsked({ llm }: ChannelStage, words: string): string {
  const request = llm.requests.findLast((asked) => asked.text.includes(words));
  return JSON.stringify(request?.messages);
}
