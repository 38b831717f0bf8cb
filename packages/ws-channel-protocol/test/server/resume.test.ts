import { ManualClock } from "@hawser/core/testing";
import { describe, expect, test } from "vitest";
import type { WsChannelServer, WsChannelServerOptions } from "../../src/server/index.js";
import { HeldAgent, type Held } from "./support/held-agent.js";
import { connect, type RawClient } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

const resume = (...messageIds: string[]): { type: string; messageIds: string[] } => ({
  type: "chat.resume",
  messageIds,
});

/** Ann has asked "m1", and the agent works on it. */
async function asked(options: Partial<WsChannelServerOptions> = {}): Promise<{
  server: WsChannelServer;
  ann: RawClient;
  work: Held;
  /** Cuts Ann's connection and waits until the server knows. */
  cut: () => Promise<void>;
  /** A new connection of the same sender. */
  again: () => Promise<RawClient>;
}> {
  const agent = new HeldAgent();
  const { server, url } = await startServer({ onMessage: agent.onMessage, ...options });
  const again = (): Promise<RawClient> => connect(`${url}?senderId=ann`);
  const ann = await again();
  ann.send({ type: "chat.send", content: "Tell me", messageId: "m1" });
  const work = await agent.work("Tell me");
  const cut = async (): Promise<void> => {
    ann.socket.terminate();
    await until(() => server.connections === 0);
  };
  return { server, ann, work, cut, again };
}

describe("chat.resume", () => {
  test("gives the text so far, then the rest, then the end", async () => {
    const { work, ann, cut, again, server } = await asked();
    work.reply.stream("Once");
    await ann.next("chat.stream");
    await cut();
    work.reply.stream("Once upon");
    const back = await again();
    back.send(resume("m1"));
    expect(await back.next()).toEqual({
      type: "chat.stream",
      messageId: "m1",
      content: "Once upon",
      done: false,
    });
    work.reply.stream("Once upon a time");
    expect(await back.next("chat.stream")).toMatchObject({ content: "Once upon a time" });
    work.finish("Once upon a time.");
    expect(await back.end("m1")).toMatchObject({ content: "Once upon a time." });
    expect(work.reply.signal.aborted).toBe(false);
    expect(server.stats).toMatchObject({ openReplies: 0, keptReplies: 1 });
  });

  test("says that a reply without a text is being worked on", async () => {
    const { cut, again, work } = await asked({ autoTyping: false });
    await cut();
    const back = await again();
    back.send(resume("m1"));
    expect(await back.next()).toEqual({ type: "chat.typing", messageId: "m1" });
    work.finish("Done");
    expect(await back.end("m1")).toMatchObject({ content: "Done" });
  });

  test("gives an end that came while nobody was there, media and all", async () => {
    const { work, cut, again } = await asked();
    await cut();
    work.reply.send("The end", { mediaUrls: ["https://files.example/a.png"] });
    const back = await again();
    back.send(resume("m1"));
    expect(await back.next()).toEqual({
      type: "chat.response",
      messageId: "m1",
      content: "The end",
      done: true,
      mediaUrls: ["https://files.example/a.png"],
    });
    // And again: this connection may break, too.
    const later = await again();
    later.send(resume("m1"));
    expect(await later.end("m1")).toMatchObject({ content: "The end" });
  });

  test("gives an error that came while nobody was there", async () => {
    const { work, cut, again } = await asked();
    await cut();
    work.reply.error("Out of budget", { code: "budget" });
    const back = await again();
    back.send(resume("m1"));
    expect(await back.end("m1")).toMatchObject({ error: "Out of budget", code: "budget" });
  });

  test("takes up a reply whose message still waits for its turn", async () => {
    const agent = new HeldAgent();
    const { server, url } = await startServer({ onMessage: agent.onMessage });
    const ann = await connect(`${url}?senderId=ann`);
    for (const id of ["1", "2"]) ann.send({ type: "chat.send", content: id, messageId: id });
    const one = await agent.work("1");
    await ann.settle();
    ann.socket.terminate();
    await until(() => server.connections === 0);
    const back = await connect(`${url}?senderId=ann`);
    back.send(resume("1", "2"));
    one.finish("first");
    expect(await back.end("1")).toMatchObject({ content: "first" });
    (await agent.work("2")).finish("second");
    expect(await back.end("2")).toMatchObject({ content: "second" });
  });

  test("answers for many at once, each by itself, and for one named twice once", async () => {
    const { url } = await startServer();
    const ann = await connect(`${url}?senderId=ann`);
    const ids = Array.from({ length: 20 }, (_, index) => `id-${index}`);
    for (const messageId of ids) await ann.ask(messageId, { messageId });
    const back = await connect(`${url}?senderId=ann`);
    back.send(resume(...ids, "nobody", ...ids));
    await back.settle();
    const answers = back.frames.slice(1);
    expect(answers).toHaveLength(21);
    expect(answers.slice(0, 20).map(({ content }) => content)).toEqual(
      ids.map((id) => `echo: ${id}`),
    );
    expect(answers.at(-1)).toEqual({
      type: "chat.error",
      messageId: "nobody",
      error: "There is no reply to this message here",
      code: "unknown_message",
    });
  });

  test("brings a reply to every connection that asks for it", async () => {
    const { work, ann, again } = await asked();
    const [two, three] = [await again(), await again()];
    two.send(resume("m1"));
    await two.settle();
    three.send(resume("m1"));
    await three.settle();
    work.reply.stream("For all");
    work.finish("For all of you");
    for (const client of [ann, two, three]) {
      expect(await client.next("chat.stream")).toMatchObject({ content: "For all" });
      expect(await client.end("m1")).toMatchObject({ content: "For all of you" });
    }
  });

  test("keeps a reply with the connection that is left when another one goes", async () => {
    const clock = new ManualClock();
    const { work, ann, again, server } = await asked({ clock, heartbeatMs: 0 });
    const two = await again();
    two.send(resume("m1"));
    await two.settle();
    ann.socket.terminate();
    await until(() => server.connections === 1);
    await clock.advance(1_000_000);
    expect(work.reply.signal.aborted).toBe(false);
    work.finish("Still here");
    expect(await two.end("m1")).toMatchObject({ content: "Still here" });
  });

  test("gives what was finished for somebody who was away for long", async () => {
    const clock = new ManualClock();
    const { work, cut, again } = await asked({ clock, whenGone: "finish" });
    const { signal } = work.reply;
    await cut();
    await clock.advance(3_600_000);
    expect(signal.aborted).toBe(false);
    work.finish("Booked");
    await clock.advance(119_000);
    const back = await again();
    back.send(resume("m1"));
    expect(await back.end("m1")).toMatchObject({ content: "Booked" });
  });

  test("lets work end that nobody can come back for", async () => {
    const { work, cut, server } = await asked({ resume: false, whenGone: "finish" });
    const { signal } = work.reply;
    await cut();
    expect(server.stats.openReplies).toBe(1);
    expect(signal.aborted).toBe(false);
    work.finish("Booked");
    await until(() => server.stats.openReplies === 0);
    expect(server.stats.keptReplies).toBe(0);
  });

  test("is not served where replies end with their connections", async () => {
    const { work, cut, again } = await asked({ resume: false });
    const { signal } = work.reply;
    await cut();
    await until(() => signal.aborted);
    expect(signal.reason).toMatchObject({ code: "GONE" });
    const back = await again();
    back.send(resume("m1"));
    expect(await back.next()).toMatchObject({ code: "unknown_message", messageId: "m1" });
    work.finish("too late");
    await back.settle();
    expect(back.frames).toHaveLength(2);
  });
});

describe("a malformed chat.resume", () => {
  test.each([
    ["no ids", {}, "messageIds"],
    ["one id instead of a list", { messageIds: "m1" }, "messageIds"],
    ["an id that is no string", { messageIds: ["m1", 7] }, "messageIds[1]"],
    ["an empty id", { messageIds: [""] }, "messageIds[0]"],
    ["an id with a line end", { messageIds: ["m1", "a\nb"] }, "messageIds"],
    ["an id that is too long", { messageIds: ["x".repeat(257)] }, "messageIds"],
  ])("is refused with %s", async (_name, fields, path) => {
    const { url } = await startServer();
    const client = await connect(url);
    client.send({ type: "chat.resume", ...fields });
    const error = await client.next();
    expect(error).toMatchObject({ type: "chat.error", code: "invalid_frame", path });
    expect(error).not.toHaveProperty("messageId");
    await client.settle();
    expect(client.frames).toHaveLength(2);
  });

  test("is refused with too many ids", async () => {
    const { url } = await startServer();
    const client = await connect(url);
    client.send(resume(...Array.from({ length: 257 }, (_, index) => `${index}`)));
    expect(await client.next()).toMatchObject({ code: "too_large", path: "messageIds" });
    client.send(resume());
    await client.settle();
    expect(client.frames).toHaveLength(2);
  });
});
