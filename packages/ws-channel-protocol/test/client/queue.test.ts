import { ConnectionLostError, HawserError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import { channel, connected, nextEvent } from "../support/client.js";
import { startScripted } from "../support/scripted-server.js";

describe("messages sent without a connection", () => {
  it("wait for it and leave in their order, once", async () => {
    const server = await startScripted();
    const client = channel({ url: server.url });
    const replies = ["one", "two", "three"].map((text) => client.send(text));
    const peer = await server.next();
    for (const reply of replies) {
      const { messageId, content } = await peer.message();
      expect(messageId).toBe(reply.messageId);
      peer.stream(messageId, content);
      peer.final(messageId, content);
    }
    expect(await Promise.all(replies.map((reply) => reply.text()))).toEqual([
      "one",
      "two",
      "three",
    ]);
    expect(peer.frames).toHaveLength(3);
  });

  it("wait through a lost connection, while those that had left are not sent again", async () => {
    const server = await startScripted();
    const client = await connected({ url: server.url });
    const peer = await server.next();
    const left = client.send("left");
    await peer.message();
    const lost = nextEvent(client, "state", ({ status }) => status === "connecting");
    peer.drop();
    await lost;
    const waiting = client.send("waiting");
    await expect(left.result).rejects.toMatchObject({ maybeExecuted: true });
    const next = await server.next();
    const { messageId } = await next.message();
    expect(messageId).toBe(waiting.messageId);
    next.stream(messageId, "Here");
    next.final(messageId, "Here");
    expect(await waiting.text()).toBe("Here");
    expect(next.frames).toHaveLength(1);
  });

  it("are refused beyond the bound", async () => {
    const server = await startScripted(() => undefined);
    const client = channel({ url: server.url, maxQueued: 2 });
    const kept = [client.send("one"), client.send("two")];
    const refused = await client.send("three").result.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(HawserError);
    expect(refused).toMatchObject({ code: "QUEUE_FULL", retryable: true });
    const peer = await server.next();
    peer.banner();
    for (const { messageId } of kept) expect((await peer.message()).messageId).toBe(messageId);
    client.send("four");
    expect((await peer.message()).content).toBe("four");
  });

  it("are refused at once where the option says so", async () => {
    const server = await startScripted();
    const client = channel({ url: server.url, offline: "refuse" });
    const failure = await client.send("early").result.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConnectionLostError);
    expect(failure).toMatchObject({ code: "NOT_CONNECTED", maybeExecuted: false });
    expect(client.state.status).toBe("idle");
    await client.connect();
    client.send("now");
    const peer = await server.next();
    expect((await peer.message()).content).toBe("now");
  });

  it("do not wait for ever", async () => {
    const clock = new ManualClock();
    const server = await startScripted(() => undefined);
    const client = channel({ url: server.url, clock, offlineMs: 1000, handshakeTimeoutMs: 60_000 });
    const reply = client.send("Hello");
    await server.next();
    await clock.advance(999);
    expect(client.state.status).not.toBe("closed");
    await clock.advance(1);
    await expect(reply.result).rejects.toMatchObject({
      code: "NOT_CONNECTED",
      maybeExecuted: false,
    });
  });

  it("can be taken back: by stop and by signal", async () => {
    const server = await startScripted(() => undefined);
    const client = channel({ url: server.url });
    const controller = new AbortController();
    const stopped = client.send("one");
    const aborted = client.send("two", { signal: controller.signal });
    stopped.stop();
    controller.abort(new Error("never mind"));
    expect(await stopped.result).toMatchObject({ text: "", end: "stopped" });
    await expect(aborted.result).rejects.toThrow("never mind");
    client.send("three");
    const peer = await server.next();
    peer.banner();
    expect((await peer.message()).content).toBe("three");
  });

  it("end with the client", async () => {
    const server = await startScripted(() => undefined);
    const client = channel({ url: server.url });
    const reply = client.send("Hello");
    await client.close();
    await expect(reply.result).rejects.toMatchObject({ code: "CLOSED" });
    await expect(client.send("late").result).rejects.toMatchObject({ code: "CLOSED" });
  });

  it("end with a connection that is not to come back", async () => {
    const server = await startScripted();
    const client = await connected({ url: server.url, reconnect: false });
    const peer = await server.next();
    const reply = client.send("Hello");
    await peer.message();
    peer.drop();
    await expect(reply.result).rejects.toMatchObject({ maybeExecuted: true, retryable: false });
  });
});
