import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";
import type { WsChannelServerOptions } from "../../src/server/index.js";
import { HeldAgent } from "./support/held-agent.js";
import { connect, type Frame, type RawClient } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

const TTL = 1000;

async function start(options: Partial<WsChannelServerOptions> = {}): Promise<
  Awaited<ReturnType<typeof startServer>> & {
    agent: HeldAgent;
    clock: ManualClock;
    connectAnn: () => Promise<RawClient>;
  }
> {
  const [agent, clock] = [new HeldAgent(), new ManualClock()];
  const started = await startServer({
    onMessage: agent.onMessage,
    clock,
    heartbeatMs: 0,
    resume: { ttlMs: TTL },
    rateLimit: false,
    ...options,
  });
  return { ...started, agent, clock, connectAnn: () => connect(`${started.url}?senderId=ann`) };
}

/** What becomes of these messages, by a new connection. */
async function resumed(client: RawClient, ...messageIds: string[]): Promise<Frame[]> {
  client.send({ type: "chat.resume", messageIds });
  const frames: Frame[] = [];
  for (const _ of messageIds) frames.push(await client.next());
  return frames;
}

test("the agent is told when a sender has not come back in time, and all is forgotten", async () => {
  const { agent, clock, connectAnn, events, server } = await start();
  const ann = await connectAnn();
  ann.send({ type: "chat.send", content: "Hello", messageId: "m1" });
  const { reply, finish } = await agent.work("Hello");
  const { signal } = reply;
  ann.socket.terminate();
  await until(() => server.connections === 0);
  await clock.advance(TTL - 1);
  expect(signal.aborted).toBe(false);
  await clock.advance(1);
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toMatchObject({ code: "GONE" });
  expect(server.stats).toMatchObject({ openReplies: 0, keptReplies: 0 });
  expect(clock.pending).toBe(0);
  expect(events).toContainEqual(
    expect.objectContaining({ type: "reply", messageId: "m1", outcome: "gone" }),
  );
  finish("for nobody");
  await until(() => server.stats.sessions === 0);
  const back = await connectAnn();
  expect(await resumed(back, "m1", "m2")).toEqual(
    ["m1", "m2"].map((messageId) => ({
      type: "chat.error",
      messageId,
      error: "There is no reply to this message here",
      code: "unknown_message",
    })),
  );
});

test("replies expire one by one, from when each was left", async () => {
  const { agent, clock, server, url } = await start();
  const signals: AbortSignal[] = [];
  for (const senderId of ["ann", "bob", "cid"]) {
    const client = await connect(`${url}?senderId=${senderId}`);
    client.send({ type: "chat.send", content: senderId, messageId: "m1" });
    signals.push((await agent.work(senderId)).reply.signal);
    client.socket.terminate();
    await until(() => server.connections === 0);
    await clock.advance(400);
  }
  const aborted = (): boolean[] => signals.map((signal) => signal.aborted);
  expect(aborted()).toEqual([true, false, false]);
  await clock.advance(199);
  expect(aborted()).toEqual([true, false, false]);
  await clock.advance(1);
  expect(aborted()).toEqual([true, true, false]);
  expect(clock.pending).toBe(1);
  await clock.advance(400);
  expect(aborted()).toEqual([true, true, true]);
  expect(clock.pending).toBe(0);
});

test("a reply that was taken up again does not expire", async () => {
  const { agent, clock, connectAnn, server } = await start();
  const ann = await connectAnn();
  ann.send({ type: "chat.send", content: "Hello", messageId: "m1" });
  const { reply, finish } = await agent.work("Hello");
  ann.socket.terminate();
  await until(() => server.connections === 0);
  await clock.advance(TTL - 1);
  const back = await connectAnn();
  await resumed(back, "m1");
  await clock.advance(TTL * 10);
  expect(reply.signal.aborted).toBe(false);
  finish("Hello, Ann");
  expect(await back.end("m1")).toMatchObject({ content: "Hello, Ann" });
});

test("a finished reply is kept from its end on", async () => {
  const { agent, clock, connectAnn, server } = await start();
  const ann = await connectAnn();
  ann.send({ type: "chat.send", content: "Hello", messageId: "m1" });
  const { finish } = await agent.work("Hello");
  ann.socket.terminate();
  await until(() => server.connections === 0);
  await clock.advance(TTL - 1);
  finish("Done");
  await until(() => server.stats.keptReplies === 1);
  // One for what was kept, and none any more for who was waited for.
  expect(clock.pending).toBe(1);
  await clock.advance(TTL - 1);
  const back = await connectAnn();
  expect(await resumed(back, "m1")).toMatchObject([{ content: "Done" }]);
  await clock.advance(1);
  expect(server.stats.keptReplies).toBe(0);
  expect(await resumed(back, "m1")).toMatchObject([{ code: "unknown_message" }]);
});

test("a reply that ends while others wait for their senders delays none of them", async () => {
  const { agent, clock, server, url } = await start();
  const works = [];
  for (const senderId of ["ann", "bob"]) {
    const client = await connect(`${url}?senderId=${senderId}`);
    client.send({ type: "chat.send", content: senderId, messageId: "m1" });
    works.push(await agent.work(senderId));
    client.socket.terminate();
    await until(() => server.connections === 0);
    await clock.advance(300);
  }
  works[0]?.finish();
  await until(() => server.stats.keptReplies === 1);
  await clock.advance(TTL - 300);
  expect(works[1]?.reply.signal.aborted).toBe(true);
  expect(server.stats).toMatchObject({ openReplies: 0, keptReplies: 1 });
  await clock.advance(300);
  expect(server.stats.keptReplies).toBe(0);
  works[1]?.finish();
});

test("a server that has closed keeps neither replies nor timers", async () => {
  const { clock, server, connectAnn } = await start({ onMessage: () => "Hi" });
  await (await connectAnn()).ask("Hello");
  expect(server.stats.keptReplies).toBe(1);
  expect(clock.pending).toBe(1);
  await server.close();
  expect(server.stats.keptReplies).toBe(0);
  expect(clock.pending).toBe(0);
});

test("of one sender the replies that ended last are kept", async () => {
  const { agent, connectAnn, server } = await start({ resume: { ttlMs: TTL, maxPerSender: 2 } });
  const ann = await connectAnn();
  const ids = ["slow", "a", "b", "c"];
  for (const id of ids) {
    ann.send({ type: "chat.send", content: id, messageId: id, sessionKey: id });
  }
  for (const id of ["a", "b", "c", "slow"]) {
    (await agent.work(id)).finish(`done ${id}`);
    await ann.end(id);
  }
  expect(server.stats.keptReplies).toBe(2);
  const back = await connectAnn();
  expect(await resumed(back, ...ids)).toMatchObject([
    { content: "done slow" },
    { code: "expired" },
    { code: "expired" },
    { content: "done c" },
  ]);
});

test("what is not kept any more is known to have been answered: it is not worked on twice", async () => {
  const { agent, connectAnn, clock } = await start({ resume: { ttlMs: TTL, maxPerSender: 0 } });
  const ann = await connectAnn();
  const end = ann.ask("Pay", { messageId: "m1" });
  (await agent.work("Pay")).finish("Paid");
  await end;
  expect(await ann.ask("Pay", { messageId: "m1" })).toEqual({
    type: "chat.error",
    messageId: "m1",
    error: "The message was answered, but its reply is not kept any more",
    code: "expired",
  });
  expect(agent.got).toEqual(["Pay"]);
  await clock.advance(TTL);
  expect(await resumed(ann, "m1")).toMatchObject([{ code: "unknown_message" }]);
});

test("the text of all senders together is bounded: the oldest goes first", async () => {
  const text = "x".repeat(1000);
  const { server, url } = await start({
    onMessage: () => text,
    resume: { ttlMs: TTL, maxTotalChars: 5000 },
  });
  for (let i = 0; i < 10; i++) {
    const client = await connect(`${url}?senderId=s${i}`);
    await client.ask("go", { messageId: "m1" });
  }
  const kept = server.stats.keptReplies;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(5);
  const [first, last] = [await connect(`${url}?senderId=s0`), await connect(`${url}?senderId=s9`)];
  expect(await resumed(first, "m1")).not.toMatchObject([{ content: text }]);
  expect(await resumed(last, "m1")).toMatchObject([{ content: text }]);
});

test("the oldest goes first, too, when older ones have expired", async () => {
  const { server, clock, connectAnn } = await start({
    onMessage: () => "x".repeat(1000),
    resume: { ttlMs: TTL, maxTotalChars: 2500 },
  });
  const ann = await connectAnn();
  for (const messageId of ["1", "2", "3", "4"]) {
    if (messageId !== "4") await clock.advance(TTL / 2);
    await ann.ask("go", { messageId });
  }
  expect(server.stats.keptReplies).toBe(2);
  expect(await resumed(ann, "1", "2", "3", "4")).toMatchObject([
    { code: "unknown_message" },
    { code: "expired" },
    { done: true },
    { done: true },
  ]);
});

test("the addresses of files count as text", async () => {
  const { server, connectAnn } = await start({
    onMessage: (_message, reply) => reply.send("", { mediaUrls: ["x".repeat(1000)] }),
    resume: { ttlMs: TTL, maxTotalChars: 2500 },
  });
  const ann = await connectAnn();
  for (const messageId of ["1", "2", "3"]) await ann.ask("go", { messageId });
  expect(server.stats.keptReplies).toBe(2);
});

test("the bounds are for what has ended: an open reply is never forgotten", async () => {
  const { agent, connectAnn, server } = await start({ resume: { ttlMs: TTL, maxTotal: 1 } });
  const ann = await connectAnn();
  for (const id of ["open", "a", "b"]) {
    ann.send({ type: "chat.send", content: id, messageId: id, sessionKey: id });
  }
  const open = await agent.work("open");
  await ann.settle();
  ann.socket.terminate();
  await until(() => server.connections === 0);
  for (const id of ["a", "b"]) (await agent.work(id)).finish(`done ${id}`);
  await until(() => server.stats.openReplies === 1);
  open.finish("done open");
  const back = await connectAnn();
  expect(await resumed(back, "open", "b")).toMatchObject([
    { content: "done open" },
    { code: "unknown_message" },
  ]);
});

test("replies without a text are bounded, too", async () => {
  const { server, url } = await start({
    onMessage: () => "",
    resume: { ttlMs: TTL, maxTotal: 5 },
  });
  const client = await connect(url);
  for (let i = 0; i < 20; i++) await client.ask("x", { messageId: "m1", senderId: `s${i}` });
  expect(server.stats.keptReplies).toBe(5);
  expect(await resumed(client, "m1")).toMatchObject([{ content: "" }]);
});
