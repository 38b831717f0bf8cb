import { expect, test } from "vitest";
import type { ChannelMessage } from "../../src/server/index.js";
import { connect } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

/** A handler whose messages end when they are told to. */
function held(): {
  onMessage: (message: ChannelMessage) => Promise<string>;
  readonly running: string[];
  finish: (content: string) => void;
} {
  const running: string[] = [];
  const finishers = new Map<string, () => void>();
  const onMessage = async ({ content }: ChannelMessage): Promise<string> => {
    running.push(content);
    await new Promise<void>((resolve) => finishers.set(content, resolve));
    return `done ${content}`;
  };
  return { onMessage, running, finish: (content) => finishers.get(content)?.() };
}

test("messages of one session are handled one after the other, of several side by side", async () => {
  const { onMessage, running, finish } = held();
  const { url, server } = await startServer({ onMessage });
  const [ann, bob] = [await connect(`${url}?senderId=ann`), await connect(`${url}?senderId=bob`)];
  for (const content of ["a1", "a2", "a3"]) {
    ann.send({ type: "chat.send", content, messageId: content });
  }
  await ann.settle();
  bob.send({ type: "chat.send", content: "b1", messageId: "b1" });
  await bob.settle();
  expect(running).toEqual(["a1", "b1"]);
  expect(server.stats).toMatchObject({ sessions: 2, openReplies: 4 });
  finish("b1");
  expect(await bob.end("b1")).toMatchObject({ content: "done b1" });
  finish("a1");
  await ann.end("a1");
  expect(running).toEqual(["a1", "b1", "a2"]);
  finish("a2");
  await ann.end("a2");
  finish("a3");
  await ann.end("a3");
  expect(server.stats).toMatchObject({ sessions: 0, openReplies: 0 });
});

test("a sender's two connections share the session", async () => {
  const { onMessage, running, finish } = held();
  const { url } = await startServer({ onMessage });
  const [one, two] = [await connect(`${url}?senderId=ann`), await connect(`${url}?senderId=ann`)];
  one.send({ type: "chat.send", content: "1", messageId: "1" });
  await one.settle();
  two.send({ type: "chat.send", content: "2", messageId: "2" });
  await two.settle();
  expect(running).toEqual(["1"]);
  finish("1");
  await one.end("1");
  await until(() => running.length === 2);
  finish("2");
  await two.end("2");
  expect(one.frames.some(({ messageId }) => messageId === "2")).toBe(false);
});

test("a group shares one session, whoever speaks", async () => {
  const { onMessage, running, finish } = held();
  const { url } = await startServer({ onMessage });
  const [ann, bob] = [await connect(`${url}?senderId=ann`), await connect(`${url}?senderId=bob`)];
  const group = { chatType: "group", groupId: "dev" };
  ann.send({ type: "chat.send", content: "1", messageId: "1", ...group });
  await ann.settle();
  bob.send({ type: "chat.send", content: "2", messageId: "2", ...group });
  bob.send({ type: "chat.send", content: "direct", messageId: "3" });
  await bob.settle();
  expect(running).toEqual(["1", "direct"]);
  for (const content of ["direct", "1"]) finish(content);
  await until(() => running.length === 3);
  finish("2");
  await bob.end("2");
});

test("a handler that fails does not keep the next message", async () => {
  const { url } = await startServer({
    onMessage: async ({ content }) => {
      await Promise.resolve();
      if (content === "bad") throw new Error("no");
      return content;
    },
  });
  const client = await connect(url);
  client.send({ type: "chat.send", content: "bad", messageId: "1" });
  client.send({ type: "chat.send", content: "good", messageId: "2" });
  expect(await client.end("1")).toMatchObject({ code: "internal" });
  expect(await client.end("2")).toMatchObject({ content: "good" });
});

test("the turn is the handler's promise, not its first answer", async () => {
  let release = (): void => undefined;
  const seen: string[] = [];
  const { url } = await startServer({
    onMessage: async ({ content }, reply) => {
      seen.push(content);
      reply.send(content);
      await new Promise<void>((resolve) => (release = resolve));
    },
  });
  const client = await connect(url);
  await client.ask("1");
  client.send({ type: "chat.send", content: "2", messageId: "2" });
  await client.settle();
  expect(seen).toEqual(["1"]);
  release();
  await client.end("2");
  release();
});

test("a session that is full says so", async () => {
  const { onMessage, running, finish } = held();
  const { url } = await startServer({ onMessage, maxQueuedPerSession: 2 });
  const client = await connect(`${url}?senderId=ann`);
  for (const content of ["1", "2", "3", "4"]) {
    client.send({ type: "chat.send", content, messageId: content });
  }
  expect(await client.end("4")).toMatchObject({ type: "chat.error", code: "busy" });
  for (const content of ["1", "2", "3"]) {
    await until(() => running.includes(content));
    finish(content);
  }
});

test("what is called after the end of a reply is ignored and logged", async () => {
  const warned: string[] = [];
  const ignore = (): void => undefined;
  const { url } = await startServer({
    logger: { debug: ignore, info: ignore, error: ignore, warn: (line) => void warned.push(line) },
    onMessage: (_message, reply) => {
      reply.send("first");
      reply.send("second");
      reply.stream("third");
      reply.error("fourth");
      reply.typing();
      return "fifth";
    },
  });
  const client = await connect(url);
  await client.ask("hi", { messageId: "m1" });
  await client.settle();
  expect(client.frames.slice(1).map(({ content }) => content)).toEqual(["first"]);
  expect(warned).toHaveLength(3);
});
