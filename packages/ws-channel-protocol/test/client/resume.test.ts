import { ConnectionLostError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import type { ChannelReply, WsChannelClient } from "../../src/client/index.js";
import { connected, eventsOf, first, nextEvent, shownText } from "../support/client.js";
import { startScripted, type Peer, type ScriptedServer } from "../support/scripted-server.js";

const FEATURES = ["resume", "whole"];

interface Open {
  readonly client: WsChannelClient;
  readonly server: ScriptedServer;
  readonly first: Peer;
  readonly reply: ChannelReply;
  readonly messageId: string;
}

/** A message has left, and its connection is about to break. */
async function open(
  bannerOf: (peer: Peer, index: number) => void = (peer) => peer.banner(FEATURES),
  more: { clock?: ManualClock; offlineMs?: number } = {},
): Promise<Open> {
  const server = await startScripted(bannerOf);
  const client = await connected({ url: server.url, ...more });
  const peer = await server.next();
  const reply = client.send("Hello");
  const { messageId } = await peer.message();
  return { client, server, first: peer, reply, messageId };
}

describe("a reply whose connection breaks", () => {
  it("goes on where it stopped", async () => {
    const { server, first: peer, reply, messageId } = await open();
    peer.stream(messageId, "The quick");
    await first(reply, "text");
    peer.drop();
    const next = await server.next();
    expect(await next.next()).toEqual({ type: "chat.resume", messageIds: [messageId] });
    next.stream(messageId, "The quick brown fox");
    next.final(messageId, "The quick brown fox jumps");
    expect(shownText(await eventsOf(reply))).toBe(" brown fox jumps");
    expect(await reply.text()).toBe("The quick brown fox jumps");
    expect(next.frames).toHaveLength(1);
  });

  it("is brought back together with others, before what waits", async () => {
    const { client, server, first: peer, reply, messageId } = await open();
    const second = client.send("And you?");
    await peer.message();
    const lost = nextEvent(client, "state", ({ status }) => status === "connecting");
    peer.drop();
    await lost;
    client.send("Later");
    const next = await server.next();
    expect(await next.next()).toEqual({
      type: "chat.resume",
      messageIds: [messageId, second.messageId],
    });
    expect((await next.message()).content).toBe("Later");
    next.final(second.messageId, "Two");
    next.final(messageId, "One");
    expect([await reply.text(), await second.text()]).toEqual(["One", "Two"]);
  });

  it("is sent again under its id when the server never got it", async () => {
    const { server, first: peer, reply, messageId } = await open();
    peer.drop();
    const next = await server.next();
    await next.next();
    next.error("No such message", { messageId, code: "unknown_message" });
    expect(await next.message()).toMatchObject({ content: "Hello", messageId });
    next.final(messageId, "Hi");
    expect(await reply.text()).toBe("Hi");
  });

  it("is not sent again when it had begun", async () => {
    const { server, first: peer, reply, messageId } = await open();
    peer.stream(messageId, "The quick");
    await first(reply, "text");
    peer.drop();
    const next = await server.next();
    await next.next();
    next.error("No such message", { messageId, code: "unknown_message" });
    const failure = await reply.result.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionLostError);
    expect(failure).toMatchObject({ maybeExecuted: true, retryable: false });
    expect(next.frames).toHaveLength(1);
  });

  it("is not sent again and again", async () => {
    const { server, reply, messageId, first: peer } = await open();
    peer.drop();
    for (let i = 0; i < 2; i++) {
      const next = await server.next();
      await next.next();
      next.error("No such message", { messageId, code: "unknown_message" });
      await next.message();
      next.drop();
    }
    const last = await server.next();
    await last.next();
    last.error("No such message", { messageId, code: "unknown_message" });
    await expect(reply.result).rejects.toMatchObject({ maybeExecuted: true });
  });

  it("is refused like any other", async () => {
    const { server, first: peer, reply, messageId } = await open();
    peer.drop();
    const next = await server.next();
    await next.next();
    next.error("The agent failed", { messageId, code: "internal" });
    await expect(reply.result).rejects.toMatchObject({
      message: "The agent failed",
      remoteCode: "internal",
    });
  });

  it.each<[string, (peer: Peer) => void]>([
    ["cannot resume any more", (peer) => peer.banner([])],
    ["takes us for someone else now", (peer) => peer.banner(FEATURES, { senderId: "eve" })],
  ])("ends when the server %s", async (_, again) => {
    const opened = await open((peer, index) => {
      if (index === 0) peer.banner(FEATURES, { senderId: "ada" });
      else again(peer);
    });
    opened.first.drop();
    const next = await opened.server.next();
    await expect(opened.reply.result).rejects.toMatchObject({
      code: "CONNECTION_LOST",
      maybeExecuted: true,
    });
    expect(next.frames).toEqual([]);
  });

  it("does not wait for ever for another one", async () => {
    const clock = new ManualClock();
    const opened = await open(
      (peer, index) => {
        if (index === 0) peer.banner(FEATURES);
      },
      { clock, offlineMs: 1000 },
    );
    opened.first.drop();
    const waiting = await nextEvent(opened.client, "state", ({ status }) => status === "waiting");
    expect(waiting.status).toBe("waiting");
    await clock.advance(1000);
    await expect(opened.reply.result).rejects.toMatchObject({ maybeExecuted: true });
  });

  it("is not brought back when a frame was too big: the next connection would end, too", async () => {
    const { first: peer, reply } = await open();
    peer.close(1009, "Message too big");
    await expect(reply.result).rejects.toMatchObject({
      maybeExecuted: true,
      cause: expect.objectContaining({ closeCode: 1009 }),
    });
  });

  it("can be stopped and closed meanwhile", async () => {
    const { client, first: peer, reply } = await open();
    const second = client.send("Two");
    await peer.message();
    const lost = nextEvent(client, "state", ({ status }) => status !== "ready");
    peer.drop();
    await lost;
    reply.stop();
    expect(await reply.result).toMatchObject({ end: "stopped" });
    await client.close();
    await expect(second.result).rejects.toMatchObject({ maybeExecuted: true });
  });
});

describe("a wake-up", () => {
  it("asks a server that can answer for a sign of life, without bothering anyone", async () => {
    const server = await startScripted((peer) => {
      peer.banner(FEATURES);
    });
    const clock = new ManualClock();
    const client = await connected({ url: server.url, clock });
    const peer = await server.next();
    client.on("error", () => expect.unreachable());
    client.retryNow();
    const probe = await peer.next();
    if (probe.type !== "chat.resume") throw new Error(`Expected chat.resume, got ${probe.type}`);
    peer.error("No such message", { messageId: probe.messageIds[0], code: "unknown_message" });
    peer.final("news", "Read");
    await nextEvent(client, "message");
    await clock.advance(5000);
    expect(client.state.status).toBe("ready");
  });

  it("finds out that nobody is there any more", async () => {
    const server = await startScripted((peer) => {
      peer.banner(FEATURES);
    });
    const clock = new ManualClock();
    const client = await connected({ url: server.url, clock });
    await server.next();
    const lost = nextEvent(client, "state", ({ status }) => status === "waiting");
    client.retryNow();
    await clock.advance(5000);
    expect(await lost).toMatchObject({ error: { code: "LINK_SILENT" } });
  });

  it("leaves a server alone that has no way to answer", async () => {
    const server = await startScripted();
    const clock = new ManualClock();
    const client = await connected({ url: server.url, clock });
    const peer = await server.next();
    client.retryNow();
    await clock.advance(60_000);
    expect(client.state.status).toBe("ready");
    expect(peer.frames).toEqual([]);
  });
});
