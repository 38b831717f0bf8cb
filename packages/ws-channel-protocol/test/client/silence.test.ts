import { TimeoutError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { first, nextEvent } from "../support/client.js";
import { startScriptedChat } from "../support/scripted-chat.js";

describe("a reply without a terminal frame", () => {
  it("ends after a silence with what was streamed", async () => {
    const { client, peer, clock } = await startScriptedChat({ replyIdleMs: 1000 });
    const reply = client.send("Tell me");
    const { messageId } = await peer.message();
    peer.stream(messageId, "First block. ");
    await first(reply, "text");
    await clock.advance(999);
    peer.stream(messageId, "Second block.");
    await first(reply, "text");
    await clock.advance(999);
    expect(reply.partial).toBe("First block. Second block.");
    await clock.advance(1);
    expect(await reply.result).toEqual({
      messageId,
      text: "First block. Second block.",
      parts: [],
      mediaUrls: [],
      end: "idle",
    });
  });

  it("fails when nothing came at all, and takes the connection for dead", async () => {
    const { client, peer, clock } = await startScriptedChat({ replyIdleMs: 1000 });
    const reply = client.send("Anyone?");
    await peer.message();
    const lost = nextEvent(client, "state");
    await clock.advance(1000);
    const failure = await reply.result.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TimeoutError);
    expect(failure).toMatchObject({ code: "REPLY_TIMEOUT", timeoutMs: 1000 });
    expect(await lost).toMatchObject({ status: "waiting" });
  });

  it("fails where the server promised one", async () => {
    const { client, peer, clock } = await startScriptedChat({
      replyIdleMs: 1000,
      features: ["whole"],
    });
    const reply = client.send("Tell me");
    const { messageId } = await peer.message();
    peer.stream(messageId, "Well");
    await first(reply, "text");
    await clock.advance(1000);
    await expect(reply.result).rejects.toBeInstanceOf(TimeoutError);
    expect(client.state.status).toBe("ready");
  });

  it("has its time only once it is its turn", async () => {
    const { client, peer, clock } = await startScriptedChat({ replyIdleMs: 1000 });
    const one = client.send("One");
    const two = client.send("Two");
    const ids = [(await peer.message()).messageId, (await peer.message()).messageId];
    peer.stream(ids[0], "Working");
    await first(one, "text");
    await clock.advance(900);
    peer.stream(ids[0], "Working on it");
    await first(one, "text");
    await clock.advance(900);
    peer.final(ids[0], "Working on it");
    await one.result;
    await clock.advance(900);
    peer.stream(ids[1], "Here");
    await first(two, "text");
    peer.final(ids[1], "Here");
    expect(await two.text()).toBe("Here");
  });

  it("ends in the server's words when an error came that could be anybody's", async () => {
    const { client, peer, clock } = await startScriptedChat({ replyIdleMs: 1000 });
    const one = client.send("One");
    const two = client.send("Two");
    const error = nextEvent(client, "error");
    await peer.message();
    const { messageId } = await peer.message();
    peer.error("Failed to parse message");
    expect(await error).toMatchObject({ message: "Failed to parse message" });
    peer.stream(messageId, "Two it is");
    peer.final(messageId, "Two it is");
    await two.result;
    await clock.advance(1000);
    await expect(one.result).rejects.toMatchObject({ message: "Failed to parse message" });
  });
});
