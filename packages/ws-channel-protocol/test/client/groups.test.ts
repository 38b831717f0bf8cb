import { ValidationError } from "@hawser/core";
import { describe, expect, it } from "vitest";
import { channel, connected, first, nextEvent } from "../support/client.js";
import { startScripted } from "../support/scripted-server.js";

const GROUPS = ["groups", "whole"];

describe("groups", () => {
  it("are joined on every connection, until they are left", async () => {
    const server = await startScripted((peer) => {
      peer.banner(GROUPS);
    });
    const client = channel({ url: server.url });
    client.join("early");
    await client.connect();
    client.join("dev-team", { subject: "Dev Team" });
    client.join("other");
    client.leave("other");
    client.leave("never joined");
    const peer = await server.next();
    const early = { type: "chat.join", groupId: "early" };
    const devTeam = { type: "chat.join", groupId: "dev-team", groupSubject: "Dev Team" };
    for (const frame of [
      early,
      devTeam,
      { type: "chat.join", groupId: "other" },
      { type: "chat.leave", groupId: "other" },
    ]) {
      expect(await peer.next()).toEqual(frame);
    }
    peer.drop();
    const next = await server.next();
    expect([await next.next(), await next.next()]).toEqual([early, devTeam]);
  });

  it("bring what others say and are answered", async () => {
    const server = await startScripted((peer) => {
      peer.banner(GROUPS);
    });
    const client = await connected({ url: server.url });
    client.join("dev-team");
    const peer = await server.next();
    const said = nextEvent(client, "message");
    peer.say({
      type: "chat.message",
      messageId: "b1",
      groupId: "dev-team",
      senderId: "bob",
      senderName: "Bob",
      content: "Hi all",
      replyToBody: "Hi",
      attachments: [{ mimeType: "image/png", data: "AAEC" }],
    });
    expect(await said).toEqual({
      kind: "member",
      messageId: "b1",
      groupId: "dev-team",
      senderId: "bob",
      senderName: "Bob",
      content: "Hi all",
      replyToBody: "Hi",
      attachments: [{ mimeType: "image/png", data: "AAEC" }],
      mediaUrls: [],
    });
    const typing = nextEvent(client, "typing");
    peer.say({ type: "chat.typing", messageId: "b1", groupId: "dev-team" });
    expect(await typing).toEqual({ messageId: "b1", groupId: "dev-team" });
    const stream = nextEvent(client, "stream");
    peer.say({ type: "chat.stream", messageId: "b1", groupId: "dev-team", content: "Hello" });
    expect(await stream).toEqual({ messageId: "b1", groupId: "dev-team", text: "Hello" });
    const answer = nextEvent(client, "message");
    peer.final("b1", "Hello Bob", { groupId: "dev-team" });
    expect(await answer).toEqual({
      kind: "reply",
      messageId: "b1",
      groupId: "dev-team",
      content: "Hello Bob",
      mediaUrls: [],
    });
  });

  it("do not mix with the replies of one's own", async () => {
    const server = await startScripted((peer) => {
      peer.banner(GROUPS);
    });
    const client = await connected({ url: server.url });
    client.join("dev-team");
    const peer = await server.next();
    await peer.next();
    const reply = client.send({ content: "Hi", chatType: "group", groupId: "dev-team" });
    const { messageId } = await peer.message();
    peer.say({ type: "chat.stream", messageId: "b1", groupId: "dev-team", content: "For Bob" });
    peer.stream(messageId, "For you");
    await first(reply, "text");
    peer.final("b1", "For Bob", { groupId: "dev-team" });
    peer.final(messageId, "For you", { groupId: "dev-team" });
    expect(await reply.text()).toBe("For you");
  });

  it("are refused where the server has none", async () => {
    const server = await startScripted();
    const client = await connected({ url: server.url });
    expect(() => {
      client.join("dev-team");
    }).toThrow(expect.objectContaining({ code: "UNSUPPORTED" }));
    expect(() => {
      client.join("");
    }).toThrow(ValidationError);
    const other = channel({ url: server.url });
    const told = nextEvent(other, "error");
    other.join("dev-team");
    await other.connect();
    expect(await told).toMatchObject({ code: "UNSUPPORTED" });
    expect(server.peers.flatMap((peer) => peer.frames)).toEqual([]);
  });
});
