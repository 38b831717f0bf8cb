import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type { ChannelMessage, MessageHandler } from "../../src/server/index.js";
import { HeldAgent } from "./support/held-agent.js";
import { connect, type RawClient } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

const say = (content: string, more: object = {}): string =>
  JSON.stringify({ type: "chat.send", content, messageId: content, ...more });

/** How many replies to messages that begin so have ended. */
function endsOf(clients: readonly RawClient[], beginning: string): number {
  const frames = clients.flatMap((client) => client.frames);
  const ends = frames.filter(({ type, done }) => done === true || type === "chat.error");
  return ends.filter(({ messageId }) => messageId?.startsWith(beginning)).length;
}

test("a message with a file is not overtaken by one without", async () => {
  const root = await mkdtemp(join(tmpdir(), "hawser-order-"));
  onTestFinished(() => rm(root, { recursive: true }));
  await writeFile(join(root, "a.txt"), "a");
  const agent = new HeldAgent();
  const { url } = await startServer({ onMessage: agent.onMessage, media: { roots: [root] } });
  const ann = await connect(`${url}?senderId=ann`);
  ann.send(say("1", { mediaPath: "a.txt" }));
  ann.send(say("2"));
  const first = await agent.work("1");
  await ann.settle();
  expect(agent.got).toEqual(["1"]);
  expect(first.message.media).toMatchObject([{ name: "a.txt" }]);
  first.finish("one");
  (await agent.work("2")).finish("two");
  await ann.end("2");
});

test("a message whose sender is being asked about is not overtaken, and one that is refused holds up nobody", async () => {
  const answers: ((yes: boolean) => void)[] = [];
  const agent = new HeldAgent();
  const { url } = await startServer({
    onMessage: agent.onMessage,
    groups: { authorize: () => new Promise<boolean>((resolve) => answers.push(resolve)) },
  });
  const ann = await connect(`${url}?senderId=ann`);
  for (const id of ["1", "2", "3"]) ann.send(say(id, { chatType: "group", groupId: "dev" }));
  await ann.settle();
  answers[2]?.(true);
  answers[1]?.(false);
  expect(await ann.end("2")).toMatchObject({ code: "forbidden" });
  expect(agent.got).toEqual([]);
  answers[0]?.(true);
  (await agent.work("1")).finish();
  (await agent.work("3")).finish();
  await ann.end("3");
  expect(agent.got).toEqual(["1", "3"]);
});

test("sessions that a client chose are worked on side by side", async () => {
  const agent = new HeldAgent();
  const { url, server } = await startServer({ onMessage: agent.onMessage });
  const ann = await connect(`${url}?senderId=ann`);
  const ids = Array.from({ length: 50 }, (_, index) => `${index}`);
  for (const id of ids) ann.send(say(id, { sessionKey: `s${id}` }));
  await ann.settle();
  expect(agent.got).toEqual(ids);
  expect(server.stats.sessions).toBe(50);
  for (const id of [...ids].reverse()) {
    (await agent.work(id)).finish(id);
    await ann.end(id);
  }
  expect(server.stats.sessions).toBe(0);
});

test("many messages that are answered at once do not pile up", async () => {
  const { url, server } = await startServer({ rateLimit: false });
  const ann = await connect(`${url}?senderId=ann`);
  const ids = Array.from({ length: 2000 }, (_, index) => `${index}`);
  for (const id of ids) ann.send(say(id));
  await ann.end(ids.at(-1)!);
  const ends = ann.frames.slice(1).map(({ messageId }) => messageId);
  expect(ends).toEqual(ids);
  expect(server.stats).toMatchObject({ sessions: 0, openReplies: 0 });
}, 60_000);

test("whatever handlers do, a session's messages come one by one and in order", async () => {
  const ways = ["return", "throw", "later", "reject", "send and go on", "nothing"] as const;
  const running = new Set<string>();
  const overlaps: string[] = [];
  const order = new Map<string, string[]>();
  const turns = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  const work = async ({ content }: ChannelMessage, reply: { send(text: string): void }) => {
    const [, way = "", length = "0"] = content.split("|");
    if (way === "send and go on") reply.send(content);
    await turns(Number(length));
    if (way === "reject") throw new Error("on purpose");
    return way === "later" ? content : undefined;
  };
  const onMessage: MessageHandler = (message, reply) => {
    const { sessionKey, content } = message;
    if (running.has(sessionKey)) overlaps.push(content);
    order.set(sessionKey, [...(order.get(sessionKey) ?? []), content]);
    const way = content.split("|")[1];
    if (way === "return") return content;
    if (way === "throw") throw new Error("on purpose");
    running.add(sessionKey);
    return work(message, reply).finally(() => running.delete(sessionKey));
  };
  const { url, server } = await startServer({
    onMessage,
    rateLimit: false,
    maxQueuedPerSession: 1000,
  });
  const clients = [await connect(`${url}?senderId=a`), await connect(`${url}?senderId=b`)];
  let run = 0;
  const message = fc.record({
    client: fc.nat(1),
    session: fc.nat(2),
    way: fc.constantFrom(...ways),
    length: fc.nat(3),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 40 }), async (messages) => {
      run += 1;
      order.clear();
      const sent = new Map<string, string[]>();
      // One client at a time, so that the order of sending is known.
      for (const [index, client] of clients.entries()) {
        for (const [at, { session, way, length, client: by }] of messages.entries()) {
          if (by !== index) continue;
          const sessionKey = `s${session}`;
          const content = `${run}.${at}|${way}|${length}`;
          sent.set(sessionKey, [...(sent.get(sessionKey) ?? []), content]);
          client.send(say(content, { sessionKey }));
        }
        await client.settle();
      }
      await until(() => messages.length === endsOf(clients, `${run}.`));
      for (const [sessionKey, contents] of sent) expect(order.get(sessionKey)).toEqual(contents);
    }),
    { numRuns: 40 },
  );
  for (const client of clients) await client.settle();
  expect(overlaps).toEqual([]);
  expect(server.stats).toMatchObject({ sessions: 0, openReplies: 0 });
}, 60_000);
