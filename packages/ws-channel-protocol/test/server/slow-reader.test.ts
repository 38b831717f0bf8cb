import { expect, test } from "vitest";
import type { Reply } from "../../src/server/index.js";
import { connect, type RawClient } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

const KB = "x".repeat(1024);

/** Takes the reply of one message and lets the test speak through it. */
function takeReply(): {
  onMessage: (m: unknown, reply: Reply) => Promise<void>;
  reply: Promise<Reply>;
} {
  let give: (reply: Reply) => void = () => undefined;
  const reply = new Promise<Reply>((resolve) => (give = resolve));
  return {
    reply,
    onMessage: async (_message, given) => {
      give(given);
      await new Promise<void>((resolve) => given.signal.addEventListener("abort", () => resolve()));
    },
  };
}

async function slowReader(url: string): Promise<RawClient> {
  const client = await connect(`${url}?senderId=slow`);
  client.send({ type: "chat.send", content: "go", messageId: "m1" });
  await client.settle();
  client.socket.pause();
  return client;
}

test("a slow reader gets the newest text, not all that it missed, and the end", async () => {
  const { onMessage, reply: taken } = takeReply();
  const { url, server, events } = await startServer({ onMessage, autoTyping: false });
  const client = await slowReader(url);
  const reply = await taken;
  // Far more than the kernel buffers, so that most of it has to wait here.
  const rounds = 400;
  for (let i = 1; i <= rounds; i++) {
    reply.stream(`${i} ${KB.repeat(256)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(events).toContainEqual(
    expect.objectContaining({ type: "slow-reader", action: "coalescing" }),
  );
  expect(server.connections).toBe(1);
  client.socket.resume();
  await until(() => client.frames.some(({ content = "" }) => content.startsWith(`${rounds} `)));
  reply.send("the end");
  expect(await client.end("m1")).toMatchObject({ content: "the end" });
  const numbers = client.frames
    .filter(({ type }) => type === "chat.stream")
    .map(({ content = "" }) => Number.parseInt(content, 10));
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  expect(numbers.at(-1)).toBe(rounds);
  expect(numbers.length).toBeLessThan(rounds / 2);
  await server.close({ drainMs: 0 });
});

test("a reply that ends while its texts wait sends the end alone", async () => {
  const { onMessage, reply: taken } = takeReply();
  const { url, server } = await startServer({ onMessage, autoTyping: false });
  const client = await slowReader(url);
  const reply = await taken;
  for (let i = 1; i <= 100; i++) reply.stream(`${i} ${KB.repeat(256)}`);
  reply.send("the end");
  client.socket.resume();
  await client.end("m1");
  await client.settle();
  const streams = client.frames.filter(({ type }) => type === "chat.stream");
  expect(streams.length).toBeLessThan(100);
  expect(client.frames.at(-1)).toMatchObject({ content: "the end" });
  await server.close({ drainMs: 0 });
});

test("a reader that does not read at all is cut", async () => {
  const { url, server, events } = await startServer({ maxBufferedBytes: 1024 * 1024 });
  const client = await connect(`${url}?senderId=slow`);
  client.socket.pause();
  await until(() => {
    server.push({ senderId: "slow" }, KB.repeat(256));
    return events.some((event) => event.type === "slow-reader" && event.action === "terminated");
  });
  await until(() => server.connections === 0);
  client.socket.resume();
  expect(await client.closed).toMatchObject({ code: 1006 });
});

test("one slow member of a group does not hold up the others", async () => {
  const { onMessage, reply: taken } = takeReply();
  const { url, server } = await startServer({ onMessage, autoTyping: false });
  const [ann, bob] = [await connect(`${url}?senderId=ann`), await connect(`${url}?senderId=bob`)];
  for (const client of [ann, bob]) {
    client.send({ type: "chat.join", groupId: "dev" });
    await client.settle();
  }
  bob.socket.pause();
  const group = { chatType: "group", groupId: "dev" };
  ann.send({ type: "chat.send", content: "go", messageId: "m1", ...group });
  const reply = await taken;
  for (let i = 1; i <= 100; i++) {
    reply.stream(`${i} ${KB.repeat(256)}`);
    const text = `${i} `;
    await ann.next(({ content = "" }) => content.startsWith(text));
  }
  reply.send("the end");
  await ann.end("m1");
  bob.socket.resume();
  await bob.end("m1");
  expect(bob.frames.filter(({ type }) => type === "chat.stream").length).toBeLessThan(100);
  await server.close({ drainMs: 0 });
});
