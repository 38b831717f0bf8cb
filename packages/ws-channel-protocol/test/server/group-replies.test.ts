import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";
import { HeldAgent } from "./support/held-agent.js";
import { heard, IN_DEV, join, member } from "./support/members.js";
import { connect } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

const SAY = { type: "chat.send", content: "Hi all", messageId: "m1", ...IN_DEV };
const TTL = 1000;

function options(agent: HeldAgent, clock = new ManualClock()): Parameters<typeof startServer>[0] {
  return {
    onMessage: agent.onMessage,
    autoTyping: false,
    clock,
    heartbeatMs: 0,
    resume: { ttlMs: TTL },
  };
}

test("members get typing, text and end of a reply, with the group it belongs to", async () => {
  const agent = new HeldAgent();
  const { url } = await startServer(options(agent));
  const [ann, bob] = [await member(url, "ann"), await member(url, "bob")];
  ann.send(SAY);
  const { reply } = await agent.work("Hi all");
  reply.typing();
  reply.stream("Hi");
  reply.send("Hi, group", { mediaUrls: ["https://files.example/a.png"] });
  const base = { messageId: "m1", groupId: "dev" };
  const frames = [
    { type: "chat.typing", ...base },
    { type: "chat.stream", content: "Hi", done: false, ...base },
    {
      type: "chat.response",
      content: "Hi, group",
      done: true,
      mediaUrls: ["https://files.example/a.png"],
      ...base,
    },
  ];
  expect(await heard(ann)).toEqual(frames);
  expect((await heard(bob)).slice(1)).toEqual(frames);
  (await agent.work("Hi all")).finish();
});

test("members read an error of the agent", async () => {
  const agent = new HeldAgent();
  const { url } = await startServer(options(agent));
  const [ann, bob] = [await member(url, "ann"), await member(url, "bob")];
  ann.send(SAY);
  (await agent.work("Hi all")).reply.error("Out of budget", { code: "budget" });
  expect(await bob.next("chat.error")).toMatchObject({ code: "budget", groupId: "dev" });
  (await agent.work("Hi all")).finish();
});

test("who leaves during a reply gets no more of it, who joins gets what comes", async () => {
  const agent = new HeldAgent();
  const { url } = await startServer(options(agent));
  const [ann, bob] = [await member(url, "ann"), await member(url, "bob")];
  const cid = await connect(`${url}?senderId=cid`);
  ann.send(SAY);
  const { reply, finish } = await agent.work("Hi all");
  reply.stream("One");
  await ann.next("chat.stream");
  bob.send({ type: "chat.leave", groupId: "dev" });
  await bob.settle();
  await join(cid);
  reply.stream("One, two");
  finish("One, two, three");
  await ann.end("m1");
  expect((await heard(bob)).map(({ content }) => content)).toEqual(["Hi all", "One"]);
  expect((await heard(cid)).map(({ content }) => content)).toEqual(["One, two", "One, two, three"]);
});

test("a member who comes back joins again and reads on", async () => {
  const agent = new HeldAgent();
  const { url, server } = await startServer(options(agent));
  const [ann, bob] = [await member(url, "ann"), await member(url, "bob")];
  ann.send(SAY);
  const { reply, finish } = await agent.work("Hi all");
  reply.stream("One");
  await bob.next("chat.stream");
  bob.socket.terminate();
  await until(() => server.connections === 1);
  reply.stream("One, two");
  const back = await member(url, "bob");
  finish("One, two, three");
  expect(await back.next()).toMatchObject({ content: "One, two, three", groupId: "dev" });
});

test("the speaker who comes back gets each frame once, joined or not", async () => {
  const agent = new HeldAgent();
  const { url, server } = await startServer(options(agent));
  const ann = await member(url, "ann");
  ann.send(SAY);
  const { reply, finish } = await agent.work("Hi all");
  reply.stream("One");
  await ann.next("chat.stream");
  ann.socket.terminate();
  await until(() => server.connections === 0);
  const back = await connect(`${url}?senderId=ann`);
  back.send({ type: "chat.resume", messageIds: ["m1"] });
  await join(back);
  reply.stream("One, two");
  finish("One, two, three");
  await back.end("m1");
  expect((await heard(back)).map(({ content }) => content)).toEqual([
    "One",
    "One, two",
    "One, two, three",
  ]);
});

test("asking for a reply again disturbs no member", async () => {
  const agent = new HeldAgent();
  const { url } = await startServer(options(agent));
  const [ann, bob] = [await member(url, "ann"), await member(url, "bob")];
  ann.send(SAY);
  const { reply, finish } = await agent.work("Hi all");
  ann.send(SAY);
  expect(await ann.next()).toMatchObject({ type: "chat.typing" });
  reply.stream("One");
  await bob.next("chat.stream");
  ann.send({ type: "chat.resume", messageIds: ["m1"] });
  await ann.settle();
  finish("One, two");
  await bob.end("m1");
  expect((await heard(bob)).map(({ content }) => content)).toEqual(["Hi all", "One", "One, two"]);
});

test.each([[{ ttlMs: TTL }], [false as const]])(
  "a reply goes on for the group when its sender is gone, until nobody reads it: resume %j",
  async (resume) => {
    const agent = new HeldAgent();
    const clock = new ManualClock();
    const { url, server } = await startServer({ ...options(agent, clock), resume });
    const [ann, bob] = [await member(url, "ann"), await member(url, "bob")];
    ann.send(SAY);
    const { reply, finish } = await agent.work("Hi all");
    const { signal } = reply;
    ann.socket.terminate();
    await until(() => server.connections === 1);
    await clock.advance(TTL * 3);
    expect(signal.aborted).toBe(false);
    reply.stream("For the group");
    expect(await bob.next("chat.stream")).toMatchObject({ content: "For the group" });
    bob.send({ type: "chat.leave", groupId: "dev" });
    await bob.settle();
    await clock.advance(TTL);
    expect(signal.aborted).toBe(true);
    expect(server.stats).toMatchObject({ openReplies: 0, keptReplies: 0 });
    expect(clock.pending).toBe(0);
    finish();
  },
);

test("a reply that goes on for the group alone is kept for its sender, too", async () => {
  const agent = new HeldAgent();
  const clock = new ManualClock();
  const { url, server } = await startServer(options(agent, clock));
  const [ann, bob] = [await member(url, "ann"), await member(url, "bob")];
  ann.send(SAY);
  const { finish } = await agent.work("Hi all");
  ann.socket.terminate();
  await until(() => server.connections === 1);
  await clock.advance(TTL * 3);
  const back = await connect(`${url}?senderId=ann`);
  back.send({ type: "chat.resume", messageIds: ["m1"] });
  expect(await back.next()).toMatchObject({ type: "chat.typing", messageId: "m1" });
  bob.send({ type: "chat.leave", groupId: "dev" });
  await bob.settle();
  await clock.advance(TTL * 3);
  finish("Hello again");
  expect(await back.end("m1")).toMatchObject({ content: "Hello again" });
});

test("a slow member who leaves gets no text that was waiting for him", async () => {
  const agent = new HeldAgent();
  const { url } = await startServer(options(agent));
  const [ann, bob] = [await member(url, "ann"), await member(url, "bob")];
  bob.socket.pause();
  ann.send(SAY);
  const { reply, finish } = await agent.work("Hi all");
  for (let i = 1; i <= 60; i++) {
    reply.stream(`${i} ${"x".repeat(256 * 1024)}`);
    await ann.next(({ content = "" }) => content.startsWith(`${i} `));
  }
  // He does not read, so he cannot settle; the answer to his own message says that he has left.
  bob.send({ type: "chat.leave", groupId: "dev" });
  bob.send({ type: "chat.send", content: "Bye", messageId: "bye" });
  (await agent.work("Bye")).finish("Bye, Bob");
  finish("The end");
  await ann.end("m1");
  bob.socket.resume();
  await bob.end("bye");
  await bob.settle();
  const texts = bob.frames.filter(({ type }) => type === "chat.stream");
  expect(texts.length).toBeLessThan(60);
  expect(texts.filter(({ content = "" }) => !/^\d/.test(content))).toEqual([]);
  expect(bob.frames.some(({ content }) => content === "The end")).toBe(false);
}, 60_000);

test("groups are worked on side by side, each in order", async () => {
  const agent = new HeldAgent();
  const { url } = await startServer(options(agent));
  const [ann, bob] = [await connect(`${url}?senderId=ann`), await connect(`${url}?senderId=bob`)];
  const say = (client: typeof ann, groupId: string, id: string): void =>
    client.send({ type: "chat.send", content: id, messageId: id, chatType: "group", groupId });
  say(ann, "dev", "dev 1");
  await ann.settle();
  say(bob, "dev", "dev 2");
  say(bob, "ops", "ops 1");
  await bob.settle();
  expect(agent.got).toEqual(["dev 1", "ops 1"]);
  (await agent.work("ops 1")).finish("ops");
  expect(await bob.end("ops 1")).toMatchObject({ groupId: "ops" });
  (await agent.work("dev 1")).finish("dev");
  await ann.end("dev 1");
  const { message, finish } = await agent.work("dev 2");
  expect(message).toMatchObject({ sessionKey: "group:dev", senderId: "bob" });
  finish("dev");
  await bob.end("dev 2");
});
