import { PairingRequiredError, RemoteError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { eventsOf, nextEvent } from "../support/client.js";
import { startScriptedChat } from "../support/scripted-chat.js";

describe("a refusal", () => {
  it("rejects the reply with the server's words and code", async () => {
    const { client, peer } = await startScriptedChat();
    const reply = client.send("Hello");
    const { messageId } = await peer.message();
    peer.error("Slow down", { messageId, code: "rate_limited", retryAfterMs: 2000 });
    const failure = await reply.result.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RemoteError);
    expect(failure).toMatchObject({
      message: "Slow down",
      remoteCode: "rate_limited",
      retryable: true,
      retryAfterMs: 2000,
    });
    await expect(eventsOf(reply)).rejects.toBe(failure);
  });

  it("says which field was wrong", async () => {
    const { client, peer } = await startScriptedChat();
    const reply = client.send("Hello");
    const { messageId } = await peer.message();
    peer.error("groupId is missing", { messageId, code: "invalid_frame", path: "groupId" });
    await expect(reply.result).rejects.toMatchObject({ details: { messageId, path: "groupId" } });
  });

  it("without an id is for the one reply that is open", async () => {
    const { client, peer } = await startScriptedChat();
    const reply = client.send("Hello");
    await peer.message();
    peer.error("Invalid message format");
    await expect(reply.result).rejects.toMatchObject({
      message: "Invalid message format",
      remoteCode: "chat.error",
      retryable: false,
    });
  });

  it("without an id is for the one that has no text yet", async () => {
    const { client, peer } = await startScriptedChat();
    const one = client.send("One");
    const two = client.send("Two");
    const { messageId } = await peer.message();
    await peer.message();
    peer.stream(messageId, "Working");
    peer.error("Group needs an id");
    await expect(two.result).rejects.toMatchObject({ message: "Group needs an id" });
    peer.final(messageId, "Working");
    expect(await one.text()).toBe("Working");
  });

  it("about a group, or with nobody to blame, is an event", async () => {
    const { client, peer } = await startScriptedChat();
    const told: string[] = [];
    client.on("error", (error) => told.push(error.message));
    const reply = client.send("Hello");
    const { messageId } = await peer.message();
    peer.error("No such group", { groupId: "dev" });
    peer.error("Of another", { messageId: "unheard-of" });
    peer.say("{bad");
    peer.say({ type: "chat.stream", messageId: 5, content: "x" });
    peer.stream(messageId, "Fine");
    peer.final(messageId, "Fine");
    expect(await reply.text()).toBe("Fine");
    peer.error("Failed to parse message");
    await nextEvent(client, "error");
    expect(told).toEqual([
      "No such group",
      "Of another",
      expect.stringContaining("not JSON"),
      expect.stringContaining("messageId"),
      "Failed to parse message",
    ]);
  });

  it("asks for pairing by name", async () => {
    const { client, peer } = await startScriptedChat();
    const reply = client.send("Hello");
    const { messageId } = await peer.message();
    peer.error("Ask the owner to approve you", { messageId, code: "pairing_required" });
    await expect(reply.result).rejects.toBeInstanceOf(PairingRequiredError);
  });
});
