import { describe, expect, test } from "vitest";
import { HeldAgent } from "./support/held-agent.js";
import { connect } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

const stop = (messageId: string): { type: string; messageId: string } => ({
  type: "chat.stop",
  messageId,
});

describe("chat.stop", () => {
  test("aborts the work and ends a reply without a text", async () => {
    const agent = new HeldAgent();
    const { url, events } = await startServer({ onMessage: agent.onMessage });
    const ann = await connect(`${url}?senderId=ann`);
    ann.send({ type: "chat.send", content: "Go", messageId: "m1" });
    const { reply, finish } = await agent.work("Go");
    const { signal } = reply;
    ann.send(stop("m1"));
    expect(await ann.end("m1")).toEqual({
      type: "chat.error",
      messageId: "m1",
      error: "The reply was stopped",
      code: "stopped",
    });
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toMatchObject({ code: "STOPPED" });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "reply", messageId: "m1", outcome: "stopped" }),
    );
    finish("too late");
    await ann.settle();
    expect(ann.frames.filter(({ done }) => done)).toEqual([]);
  });

  test("ends a reply with the text it has", async () => {
    const agent = new HeldAgent();
    const { url } = await startServer({ onMessage: agent.onMessage });
    const ann = await connect(`${url}?senderId=ann`);
    ann.send({ type: "chat.send", content: "Go", messageId: "m1" });
    const { reply, fail } = await agent.work("Go");
    reply.stream("One, two");
    ann.send(stop("m1"));
    expect(await ann.end("m1")).toEqual({
      type: "chat.response",
      messageId: "m1",
      content: "One, two",
      done: true,
    });
    // Asked for after the stop only, the signal still says so.
    expect(reply.signal.aborted).toBe(true);
    fail(new Error("aborted"));
  });

  test("twice, and after the end, is no error", async () => {
    const agent = new HeldAgent();
    const { url } = await startServer({ onMessage: agent.onMessage });
    const ann = await connect(`${url}?senderId=ann`);
    ann.send({ type: "chat.send", content: "Go", messageId: "m1" });
    const { finish } = await agent.work("Go");
    ann.send(stop("m1"));
    ann.send(stop("m1"));
    await ann.settle();
    expect(ann.frames.filter(({ type }) => type === "chat.error")).toHaveLength(1);
    finish();
    const next = ann.ask("Next", { messageId: "m2" });
    (await agent.work("Next")).finish("Done");
    await next;
    ann.send(stop("m2"));
    await ann.settle();
    expect(ann.frames.filter(({ type }) => type === "chat.error")).toHaveLength(1);
  });

  test.each([
    ["an unknown id", "nobody"],
    ["another's reply", "m1"],
  ])("is refused for %s", async (_name, messageId) => {
    const agent = new HeldAgent();
    const { url } = await startServer({ onMessage: agent.onMessage });
    const [ann, bob] = [await connect(`${url}?senderId=ann`), await connect(`${url}?senderId=bob`)];
    ann.send({ type: "chat.send", content: "Go", messageId: "m1" });
    const { reply, finish } = await agent.work("Go");
    bob.send(stop(messageId));
    expect(await bob.next()).toMatchObject({
      type: "chat.error",
      messageId,
      code: "unknown_message",
    });
    expect(reply.signal.aborted).toBe(false);
    finish("Went");
    expect(await ann.end("m1")).toMatchObject({ content: "Went" });
  });

  test.each([
    ["no id", {}],
    ["an id that is no string", { messageId: 7 }],
    ["an id with a line end", { messageId: "a\nb" }],
  ])("is refused with %s", async (_name, fields) => {
    const { url } = await startServer();
    const client = await connect(url);
    client.send(JSON.stringify({ type: "chat.stop", ...fields }));
    const error = await client.next();
    expect(error).toMatchObject({ type: "chat.error", code: "invalid_frame", path: "messageId" });
    expect(error).not.toHaveProperty("messageId");
  });

  test("works from another connection of the sender", async () => {
    const agent = new HeldAgent();
    const { url } = await startServer({ onMessage: agent.onMessage });
    const [one, two] = [await connect(`${url}?senderId=ann`), await connect(`${url}?senderId=ann`)];
    one.send({ type: "chat.send", content: "Go", messageId: "m1" });
    const { finish } = await agent.work("Go");
    two.send(stop("m1"));
    expect(await one.end("m1")).toMatchObject({ code: "stopped" });
    finish();
  });

  test("keeps a message that waits from the agent, and gives its place back", async () => {
    const agent = new HeldAgent();
    const { url } = await startServer({ onMessage: agent.onMessage, maxQueuedPerSession: 1 });
    const ann = await connect(`${url}?senderId=ann`);
    const say = (id: string): void => ann.send({ type: "chat.send", content: id, messageId: id });
    say("1");
    say("2");
    const first = await agent.work("1");
    ann.send(stop("2"));
    expect(await ann.end("2")).toMatchObject({ code: "stopped" });
    say("3");
    await ann.settle();
    first.finish("one");
    expect(await ann.end("1")).toMatchObject({ content: "one" });
    (await agent.work("3")).finish("three");
    expect(await ann.end("3")).toMatchObject({ content: "three" });
    expect(agent.got).toEqual(["1", "3"]);
  });

  test("reaches a message that is still being asked about", async () => {
    let answer = (_yes: boolean): void => undefined;
    const agent = new HeldAgent();
    const { url, server } = await startServer({
      onMessage: agent.onMessage,
      dmPolicy: "pairing",
      pair: () => new Promise<boolean>((resolve) => (answer = resolve)),
    });
    const ann = await connect(`${url}?senderId=ann`);
    ann.send({ type: "chat.send", content: "Go", messageId: "m1" });
    ann.send(stop("m1"));
    expect(await ann.end("m1")).toMatchObject({ code: "stopped" });
    answer(true);
    await until(() => server.stats.sessions === 0);
    expect(agent.got).toEqual([]);
  });
});

test("a stopped reply holds its session until the handler has ended", async () => {
  const agent = new HeldAgent();
  const { url, server } = await startServer({ onMessage: agent.onMessage });
  const ann = await connect(`${url}?senderId=ann`);
  for (const id of ["1", "2"]) ann.send({ type: "chat.send", content: id, messageId: id });
  const first = await agent.work("1");
  ann.send(stop("1"));
  await ann.end("1");
  await ann.settle();
  expect(agent.got).toEqual(["1"]);
  expect(server.stats).toMatchObject({ sessions: 1, openReplies: 1 });
  first.finish();
  (await agent.work("2")).finish("two");
  expect(await ann.end("2")).toMatchObject({ content: "two" });
});
