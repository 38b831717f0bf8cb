import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { ManualClock } from "@hawser/core/testing";
import { WsChannelClient } from "../../src/client/index.js";
import { channel, connected } from "../support/client.js";
import { recordingLogger } from "../support/recording-logger.js";
import { startScripted } from "../support/scripted-server.js";

describe("closing", () => {
  it("is quick and safe in every state, and more than once", async () => {
    const server = await startScripted(() => undefined);
    const idle = channel({ url: server.url });
    await idle.close();
    const handshaking = channel({ url: server.url });
    const connecting = handshaking.connect();
    await server.next();
    await Promise.all([handshaking.close(), handshaking.close()]);
    await expect(connecting).rejects.toMatchObject({ code: "CLOSED" });
    await expect(handshaking.connect()).rejects.toMatchObject({ code: "CLOSED" });
    await handshaking.close();
    expect(handshaking.state).toEqual({ status: "closed" });
  });

  it("ends open replies and says that they may have been worked on", async () => {
    const server = await startScripted();
    const client = await connected({ url: server.url });
    const peer = await server.next();
    const reply = client.send("Hello");
    await peer.message();
    await client.close();
    await expect(reply.result).rejects.toMatchObject({ maybeExecuted: true });
    expect(await peer.closed).toBe(1000);
  });

  it("comes with the end of a scope", async () => {
    const server = await startScripted();
    let kept: WsChannelClient;
    {
      await using client = new WsChannelClient({ url: server.url, wake: false });
      await client.connect();
      kept = client;
    }
    expect(kept.state.status).toBe("closed");
  });

  it("leaves no timer", async () => {
    const clock = new ManualClock();
    const server = await startScripted((peer) => {
      peer.banner(["resume"]);
    });
    const client = await connected({ url: server.url, clock });
    const peer = await server.next();
    for (const text of ["one", "two"]) client.send(text);
    const { messageId } = await peer.message();
    peer.final(messageId, "Part of it");
    await peer.message();
    const closing = client.close();
    await peer.closed;
    await clock.advance(1000);
    await closing;
    expect(clock.pending).toBe(0);
  });
});

describe("what a client shows of itself", () => {
  it("has no token in it, nor has its log", async () => {
    const { logger, lines } = recordingLogger();
    const server = await startScripted((peer, index) => {
      const code = "auth_unavailable";
      if (index === 0) peer.error("Nobody could be asked about tok-s3cret", { code });
      if (index === 0) peer.close(4401, "Authentication failed");
      else peer.banner();
    });
    for (const tokenIn of ["query", "header", "subprotocol"] as const) {
      const client = await connected({ url: server.url, token: "tok-s3cret", tokenIn, logger });
      const shown = [inspect(client, { depth: 9 }), JSON.stringify(client), inspect(client.state)];
      expect(shown.join("\n")).not.toContain("s3cret");
      await client.close();
    }
    expect(lines.length).toBeGreaterThan(3);
    expect(inspect(lines, { depth: 9 })).not.toContain("s3cret");
  });

  it("logs a listener that throws, and goes on", async () => {
    const { logger, lines } = recordingLogger();
    const server = await startScripted();
    const client = await connected({ url: server.url, logger });
    const peer = await server.next();
    client.on("typing", () => {
      throw new Error("in a listener");
    });
    const reply = client.send("Hello");
    const { messageId } = await peer.message();
    peer.typing();
    peer.stream(messageId, "Hi");
    peer.final(messageId, "Hi");
    expect(await reply.text()).toBe("Hi");
    expect(lines).toContainEqual(
      expect.objectContaining({ level: "error", message: "A listener threw" }),
    );
  });
});
