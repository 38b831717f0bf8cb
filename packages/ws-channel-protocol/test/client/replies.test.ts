import { ValidationError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import type { IncomingMessage } from "../../src/client/index.js";
import { cutLikeUpstream } from "../support/cut.js";
import { connected, eventsOf, first, nextEvent, shownText } from "../support/client.js";
import { startScriptedChat } from "../support/scripted-chat.js";
import { startScripted } from "../support/scripted-server.js";

describe("a reply", () => {
  it("is typing, texts and a result", async () => {
    const { client, peer } = await startScriptedChat();
    const reply = client.send("Hello");
    const { messageId, ...sent } = await peer.message();
    expect(sent).toEqual({ type: "chat.send", content: "Hello" });
    expect(messageId).toBe(reply.messageId);
    peer.typing();
    peer.typing();
    await first(reply, "typing");
    expect(reply.partial).toBe("");
    peer.stream(messageId, "Hi");
    peer.stream(messageId, "Hi there");
    peer.final(messageId, "Hi there.", { mediaUrls: ["https://example.com/a.png"] });
    expect(await reply.result).toEqual({
      messageId,
      text: "Hi there.",
      parts: ["Hi there."],
      mediaUrls: ["https://example.com/a.png"],
      end: "final",
    });
    expect(await reply.text()).toBe("Hi there.");
    expect(shownText(await eventsOf(reply))).toBe("Hi there.");
    expect(reply.partial).toBe("Hi there.");
  });

  it("carries every field of the message", async () => {
    const { client, peer } = await startScriptedChat({ features: ["attachments"] });
    const message = {
      content: "I agree",
      messageId: "q1",
      chatType: "group" as const,
      groupId: "dev-team",
      groupSubject: "Dev Team",
      senderName: "Ada",
      replyToMessageId: "q0",
      replyToBody: "Use Python",
      mediaPaths: ["/a.png"],
      customData: { priority: "high" },
      sessionKey: "agent:main",
      attachments: [{ mimeType: "image/png", data: "AAEC" }],
    };
    client.send(message);
    expect(await peer.message()).toEqual({ type: "chat.send", ...message });
  });

  it("changes what it has shown where the final says so", async () => {
    const { client, peer } = await startScriptedChat({ features: ["whole"] });
    const reply = client.send("2 + 2?");
    const { messageId } = await peer.message();
    peer.stream(messageId, "It is 5");
    const shown = await first(reply, "text");
    expect(shown).toEqual({ type: "text", delta: "It is 5", text: "It is 5" });
    peer.stream(messageId, "Wait");
    peer.final(messageId, "It is 4");
    const rest = await eventsOf(reply);
    expect(rest[0]).toMatchObject({ type: "resync", reason: "replaced" });
    expect(shownText(rest)).toBe("It is 4");
  });

  it("goes on after a loop that was left", async () => {
    const { client, peer } = await startScriptedChat({ features: ["whole"] });
    const reply = client.send("Count");
    const { messageId } = await peer.message();
    peer.stream(messageId, "1");
    await first(reply, "text");
    peer.stream(messageId, "1 2");
    peer.final(messageId, "1 2 3");
    expect(await eventsOf(reply)).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: "text", text: "1 2 3" })]),
    );
  });

  it("needs no reader to end, and makes no unhandled rejection", async () => {
    const { client, peer } = await startScriptedChat();
    client.send("Hello");
    const { messageId } = await peer.message();
    const nextOne = client.send("Still there?");
    peer.error("No", { messageId });
    const second = await peer.message();
    peer.stream(second.messageId, "Yes");
    peer.final(second.messageId, "Yes");
    expect(await nextOne.text()).toBe("Yes");
  });

  it("is refused at once when the message is of a wrong shape", async () => {
    const { client, peer } = await startScriptedChat();
    for (const message of [
      "",
      { content: "x", messageId: "" },
      { content: "x", chatType: "group" as const },
      { content: "x", customData: { big: 1n } },
    ]) {
      expect(() => client.send(message)).toThrow(ValidationError);
    }
    client.send({ content: "x", messageId: "m1" });
    expect(() => client.send({ content: "y", messageId: "m1" })).toThrow(
      expect.objectContaining({ path: "messageId" }),
    );
    await peer.message();
    expect(peer.frames).toHaveLength(1);
  });

  it("is refused when the server cannot take the message", async () => {
    const { client } = await startScriptedChat();
    const attachments = [{ mimeType: "image/png", data: "AAEC" }];
    await expect(client.send({ content: "x", attachments }).result).rejects.toMatchObject({
      code: "UNSUPPORTED",
    });
    const server = await startScripted((peer) => {
      peer.banner([], { server: { name: "hawser", features: [], maxPayload: 100 } });
    });
    const other = await connected({ url: server.url });
    await expect(other.send("x".repeat(100)).result).rejects.toMatchObject({ code: "TOO_BIG" });
  });
});

describe("a final in several parts", () => {
  const long = Array.from({ length: 2000 }, (_, i) => `word${i}`).join(" ");
  const parts = cutLikeUpstream(long);

  it("is joined as it was streamed, and ends when no more can come", async () => {
    const { client, peer, clock } = await startScriptedChat();
    const reply = client.send("Long");
    const { messageId } = await peer.message();
    peer.stream(messageId, long);
    for (const part of parts) peer.final(messageId, part);
    peer.final("push", "Everything above has been read");
    await nextEvent(client, "message");
    await clock.advance(500);
    expect(await reply.result).toMatchObject({ text: long, parts, end: "final" });
  });

  it("is joined without a stream", async () => {
    const { client, peer, clock } = await startScriptedChat();
    const reply = client.send("Long");
    const { messageId } = await peer.message();
    for (const part of parts) {
      peer.final(messageId, part);
      peer.final("push", "Read");
      await nextEvent(client, "message");
      await clock.advance(499);
      expect(reply.partial.endsWith(part)).toBe(true);
    }
    await clock.advance(1);
    expect(await reply.result).toMatchObject({ text: long, parts });
  });

  it("waits for a part that is known to be missing, but not for ever", async () => {
    const { client, peer, clock } = await startScriptedChat();
    const reply = client.send("Long");
    const { messageId } = await peer.message();
    peer.stream(messageId, long);
    peer.final(messageId, parts[0] ?? "");
    peer.final("push", "Read");
    await nextEvent(client, "message");
    await clock.advance(4000);
    peer.final(messageId, parts[1] ?? "");
    peer.final("push", "Read");
    await nextEvent(client, "message");
    await clock.advance(4999);
    expect(reply.partial).toBe(long);
    await clock.advance(1);
    expect(await reply.result).toMatchObject({ parts: parts.slice(0, 2) });
  });

  it("ends at once where the server said that finals are whole", async () => {
    const { client, peer } = await startScriptedChat({ features: ["whole"] });
    const reply = client.send("Long");
    const { messageId } = await peer.message();
    peer.final(messageId, long);
    expect(await reply.result).toMatchObject({ text: long, parts: [long] });
  });

  it("loses nothing of a part that comes too late", async () => {
    const { client, peer, clock } = await startScriptedChat();
    const reply = client.send("Long");
    const { messageId } = await peer.message();
    peer.final(messageId, "Part one");
    await first(reply, "text");
    await clock.advance(500);
    await reply.result;
    const late = nextEvent(client, "message");
    peer.final(messageId, "Part two");
    expect(await late).toMatchObject({ kind: "late", messageId, content: "Part two" });
  });

  it("is whole when the connection goes before the last part could be told", async () => {
    const { client, peer } = await startScriptedChat();
    const reply = client.send("Long");
    const { messageId } = await peer.message();
    peer.final(messageId, "Done");
    await first(reply, "text");
    peer.drop();
    expect(await reply.result).toMatchObject({ text: "Done", end: "final" });
  });
});

describe("frames without an id", () => {
  it("go to replies in the order of the messages where the server never gives one", async () => {
    const { client, peer, clock } = await startScriptedChat();
    const one = client.send("One");
    const two = client.send("Two");
    await peer.message();
    await peer.message();
    peer.typing();
    peer.stream(undefined, "First");
    peer.final(undefined, "First");
    expect(await one.text()).toBe("First");
    peer.typing();
    peer.final(undefined, "Second");
    await first(two, "text");
    await clock.advance(500);
    expect(await two.text()).toBe("Second");
  });

  it("are news where the server gives ids", async () => {
    const { client, peer } = await startScriptedChat();
    const messages: IncomingMessage[] = [];
    client.on("message", (message) => messages.push(message));
    const reply = client.send("One");
    const { messageId } = await peer.message();
    peer.stream(messageId, "First");
    peer.say({ type: "chat.response", content: "By the way" });
    peer.banner();
    peer.final(messageId, "First");
    expect(await reply.text()).toBe("First");
    expect(messages).toEqual([
      { kind: "push", messageId: undefined, content: "By the way", mediaUrls: [] },
    ]);
  });
});

describe("stopping", () => {
  it("ends the reply here and at the server", async () => {
    const { client, peer } = await startScriptedChat({ features: ["stop", "whole"] });
    const reply = client.send("Go on and on");
    const { messageId } = await peer.message();
    peer.stream(messageId, "On and on");
    await first(reply, "text");
    reply.stop();
    expect(await reply.result).toMatchObject({ text: "On and on", end: "stopped" });
    expect(await peer.next()).toEqual({ type: "chat.stop", messageId });
    reply.stop();
    const news = nextEvent(client, "message");
    peer.final(messageId, "On and on and on");
    peer.final("news", "Unasked");
    expect(await news).toMatchObject({ kind: "push", content: "Unasked" });
  });

  it("ends it only here at a server that cannot", async () => {
    const { client, peer } = await startScriptedChat();
    const reply = client.send("Go on");
    await peer.message();
    reply.stop();
    expect(await reply.result).toMatchObject({ text: "", end: "stopped" });
    client.send("Next");
    expect((await peer.message()).content).toBe("Next");
  });

  it("comes from a signal as its reason", async () => {
    const { client, peer } = await startScriptedChat({ features: ["stop"] });
    const controller = new AbortController();
    const reply = client.send("Go on", { signal: controller.signal });
    const { messageId } = await peer.message();
    const reason = new Error("Enough");
    controller.abort(reason);
    await expect(reply.result).rejects.toBe(reason);
    expect(await peer.next()).toEqual({ type: "chat.stop", messageId });
    await expect(client.send("x", { signal: controller.signal }).result).rejects.toBe(reason);
  });
});
