import { expect, test } from "vitest";
import type { ChannelMessage } from "../../src/server/index.js";
import { connect } from "./support/raw-client.js";
import { startServer } from "./support/start-server.js";

test("greets as upstream does, and says who it is and what it can do", async () => {
  const { url } = await startServer();
  const client = await connect(`${url}?senderId=user1`);
  expect(client.frames).toEqual([
    {
      type: "chat.response",
      content: "Connected to WebSocket chat server",
      senderId: "user1",
      server: {
        name: "hawser",
        features: ["stop", "whole", "resume", "groups", "attachments"],
        maxPayload: 8 * 1024 * 1024,
        instance: expect.any(String),
        resumeTtlMs: 120_000,
      },
    },
  ]);
});

test("sends what the handler returns", async () => {
  const { url } = await startServer();
  const client = await connect(`${url}?senderId=user1`);
  client.send({ type: "chat.send", content: "Hello!", messageId: "m1" });
  expect(await client.next()).toEqual({
    type: "chat.response",
    messageId: "m1",
    content: "echo: Hello!",
    done: true,
  });
});

test("makes up a messageId for a message that has none", async () => {
  const { url } = await startServer();
  const client = await connect(url);
  client.send({ type: "chat.send", content: "one" });
  client.send({ type: "chat.send", content: "two" });
  const [one, two] = [await client.next(), await client.next()];
  expect(one.messageId).toBeTypeOf("string");
  expect(two.messageId).toBeTypeOf("string");
  expect(one.messageId).not.toBe(two.messageId);
});

test("streams, then ends the reply once", async () => {
  const { url } = await startServer({
    onMessage: async (_message, reply) => {
      reply.stream("The");
      await Promise.resolve();
      reply.stream("The whole");
      reply.send("The whole text", { mediaUrls: ["https://files.example/a.png"] });
    },
  });
  const client = await connect(url);
  const end = await client.ask("go", { messageId: "m1" });
  expect(end.mediaUrls).toEqual(["https://files.example/a.png"]);
  await client.settle();
  expect(client.frames.slice(1)).toEqual([
    { type: "chat.stream", messageId: "m1", content: "The", done: false },
    { type: "chat.stream", messageId: "m1", content: "The whole", done: false },
    end,
  ]);
});

test("shows typing while a handler takes its time, and for a message that has to wait", async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const { url } = await startServer({
    onMessage: async ({ content }) => {
      await gate;
      return content;
    },
  });
  const client = await connect(url);
  client.send({ type: "chat.send", content: "a", messageId: "a" });
  client.send({ type: "chat.send", content: "b", messageId: "b" });
  const typing = [await client.next("chat.typing"), await client.next("chat.typing")];
  expect(new Set(typing.map(({ messageId }) => messageId))).toEqual(new Set(["a", "b"]));
  release();
  await client.end("b");
});

test("hands everything the sender wrote to the handler", async () => {
  const seen: ChannelMessage[] = [];
  const { url } = await startServer({ onMessage: (message) => void seen.push(message) });
  const client = await connect(`${url}?senderId=user1&senderName=John%20Doe`);
  const end = await client.ask("I agree", {
    messageId: "q1",
    replyToMessageId: "q0",
    replyToBody: "Use Python",
    customData: { priority: "high", source: "api" },
  });
  expect(end).toMatchObject({ type: "chat.response", content: "", done: true });
  expect(seen).toEqual([
    {
      content: "I agree",
      sessionKey: "direct:user1",
      senderId: "user1",
      senderName: "John Doe",
      chatType: "direct",
      messageId: "q1",
      replyToMessageId: "q0",
      replyToBody: "Use Python",
      media: [],
      customData: { priority: "high", source: "api" },
      authenticated: false,
      connectionId: expect.any(String),
    },
  ]);
});

test("an error that a handler throws reaches the log, not the sender", async () => {
  const logged: unknown[] = [];
  const log = (_message: string, fields?: unknown): number => logged.push(fields);
  const { url } = await startServer({
    logger: { debug: () => 0, info: () => 0, warn: log, error: log },
    onMessage: () => {
      throw new Error("the database at 10.0.0.7 refused");
    },
  });
  const client = await connect(url);
  const end = await client.ask("hi", { messageId: "m1" });
  expect(end).toEqual({
    type: "chat.error",
    messageId: "m1",
    error: "The agent could not answer this message",
    code: "internal",
  });
  expect(JSON.stringify(logged)).toContain("10.0.0.7");
});

test("reply.error says what went wrong, in the handler's words", async () => {
  const { url } = await startServer({
    onMessage: (_message, reply) => reply.error("Out of budget", { code: "budget" }),
  });
  const client = await connect(url);
  const end = await client.ask("hi", { messageId: "m1" });
  expect(end).toEqual({
    type: "chat.error",
    messageId: "m1",
    error: "Out of budget",
    code: "budget",
  });
});

test("reply.error says when to try again, and nothing that is no time", async () => {
  const pauses = [1500, 0, Number.NaN, -1];
  const { url } = await startServer({
    onMessage: (_message, reply) =>
      reply.error("Later", { code: "busy", retryAfterMs: pauses.shift() }),
  });
  const client = await connect(url);
  const ends = [];
  for (const messageId of ["m1", "m2", "m3", "m4"])
    ends.push(await client.ask("hi", { messageId }));
  expect(ends).toEqual([
    expect.objectContaining({ code: "busy", retryAfterMs: 1500 }),
    expect.objectContaining({ code: "busy", retryAfterMs: 0 }),
    expect.not.objectContaining({ retryAfterMs: expect.anything() as unknown }),
    expect.not.objectContaining({ retryAfterMs: expect.anything() as unknown }),
  ]);
});

test("pushes to every connection of a sender", async () => {
  const { url, server } = await startServer();
  const [one, two, other] = [
    await connect(`${url}?senderId=ann`),
    await connect(`${url}?senderId=ann`),
    await connect(`${url}?senderId=bob`),
  ];
  expect(server.push({ senderId: "ann" }, "Your report is ready")).toBe(2);
  expect(server.push({ senderId: "nobody" }, "Hello?")).toBe(0);
  for (const client of [one, two]) {
    expect(await client.next()).toEqual({
      type: "chat.response",
      messageId: expect.any(String),
      content: "Your report is ready",
      done: true,
    });
  }
  await other.settle();
  expect(other.frames).toHaveLength(1);
});

test("a push reaches the connection that spoke under another id", async () => {
  const { url, server } = await startServer();
  const client = await connect(`${url}?senderId=bridge`);
  await client.ask("hi", { senderId: "user_7" });
  expect(server.push({ senderId: "user_7" }, "Hello 7")).toBe(1);
  expect(server.push({ senderId: "bridge" }, "Hello bridge")).toBe(1);
});
