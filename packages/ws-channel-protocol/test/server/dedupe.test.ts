import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";
import { HeldAgent } from "./support/held-agent.js";
import { connect } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

const PAY = { type: "chat.send", content: "Pay", messageId: "m1" };
const PICTURE = { name: "a.png", mimeType: "image/png", data: "AAAA" };

test("a message that comes again while it is worked on joins the reply", async () => {
  const agent = new HeldAgent();
  const { url } = await startServer({ onMessage: agent.onMessage });
  const ann = await connect(`${url}?senderId=ann`);
  ann.send(PAY);
  const { reply, finish } = await agent.work("Pay");
  reply.stream("Paying");
  await ann.next("chat.stream");
  ann.send(PAY);
  expect(await ann.next("chat.stream")).toMatchObject({ content: "Paying", messageId: "m1" });
  finish("Paid");
  await ann.end("m1");
  await ann.settle();
  expect(ann.frames.filter(({ done }) => done)).toHaveLength(1);
  expect(agent.got).toEqual(["Pay"]);
});

test("a message that comes again after its reply gets it again", async () => {
  const agent = new HeldAgent();
  const { url, events } = await startServer({ onMessage: agent.onMessage });
  const ann = await connect(`${url}?senderId=ann`);
  const end = ann.ask("Pay", { messageId: "m1" });
  (await agent.work("Pay")).finish("Paid");
  const reply = await end;
  expect(await ann.ask("Pay", { messageId: "m1" })).toEqual(reply);
  const elsewhere = await connect(`${url}?senderId=ann`);
  expect(await elsewhere.ask("Pay", { messageId: "m1" })).toEqual(reply);
  expect(agent.got).toEqual(["Pay"]);
  expect(events.filter(({ type }) => type === "message")).toHaveLength(1);
});

test("a message that failed is not tried again under its id", async () => {
  let runs = 0;
  const { url } = await startServer({
    onMessage: () => {
      runs += 1;
      throw new Error("half done");
    },
  });
  const ann = await connect(`${url}?senderId=ann`);
  const first = await ann.ask("Pay", { messageId: "m1" });
  expect(first).toMatchObject({ code: "internal" });
  expect(await ann.ask("Pay", { messageId: "m1" })).toEqual(first);
  expect(runs).toBe(1);
});

test.each([
  ["another text", { content: "Pay more" }],
  ["another session", { sessionKey: "else" }],
  ["another group", { chatType: "group", groupId: "dev" }],
  ["a file", { attachments: [PICTURE] }],
])("an id of an open reply is refused for %s", async (_name, other) => {
  const agent = new HeldAgent();
  const { url } = await startServer({ onMessage: agent.onMessage });
  const ann = await connect(`${url}?senderId=ann`);
  ann.send(PAY);
  const { finish } = await agent.work("Pay");
  ann.send({ ...PAY, ...other });
  // With the id it would be the end of the first message's reply.
  expect(await ann.next("chat.error")).toEqual({
    type: "chat.error",
    error: "messageId is that of another message, which has not been answered yet",
    code: "invalid_frame",
    path: "messageId",
  });
  finish("Paid");
  expect(await ann.end("m1")).toMatchObject({ content: "Paid" });
  expect(agent.got).toEqual(["Pay"]);
});

test("an id is free again for another text once it was answered", async () => {
  const { url, server } = await startServer();
  const ann = await connect(`${url}?senderId=ann`);
  await ann.ask("one", { messageId: "m1" });
  expect(await ann.ask("two", { messageId: "m1" })).toMatchObject({ content: "echo: two" });
  expect(await ann.ask("two", { messageId: "m1" })).toMatchObject({ content: "echo: two" });
  expect(server.stats.keptReplies).toBe(1);
});

test("files tell messages apart", async () => {
  const sizes: number[] = [];
  const { url } = await startServer({
    onMessage: ({ media }) => void sizes.push(media[0]?.data?.length ?? 0),
  });
  const ann = await connect(`${url}?senderId=ann`);
  const ask = async (data: string): Promise<unknown> =>
    ann.ask("What is this?", { messageId: "m1", attachments: [{ ...PICTURE, data }] });
  await ask("AAAA");
  await ask("AAAAAAAA");
  await ask("AAAAAAAA");
  await ask("BBBBBBBB");
  expect(sizes).toEqual([3, 6, 6]);
});

test("senders choose their ids by themselves", async () => {
  const { url } = await startServer({ onMessage: ({ senderId }) => `for ${senderId}` });
  const [ann, bob] = [await connect(`${url}?senderId=ann`), await connect(`${url}?senderId=bob`)];
  expect(await ann.ask("hi", { messageId: "m1" })).toMatchObject({ content: "for ann" });
  expect(await bob.ask("hi", { messageId: "m1" })).toMatchObject({ content: "for bob" });
});

test("long messages are told apart by their ends", async () => {
  const { url } = await startServer({ onMessage: ({ content }) => content.slice(-1) });
  const ann = await connect(`${url}?senderId=ann`);
  const long = "x".repeat(100_000);
  expect(await ann.ask(`${long}1`, { messageId: "m1" })).toMatchObject({ content: "1" });
  expect(await ann.ask(`${long}2`, { messageId: "m1" })).toMatchObject({ content: "2" });
});

test("a message is new again when its reply is not kept any more", async () => {
  const clock = new ManualClock();
  let runs = 0;
  const { url } = await startServer({
    clock,
    heartbeatMs: 0,
    resume: { ttlMs: 1000 },
    onMessage: () => `run ${++runs}`,
  });
  const ann = await connect(`${url}?senderId=ann`);
  await ann.ask("hi", { messageId: "m1" });
  await clock.advance(999);
  expect(await ann.ask("hi", { messageId: "m1" })).toMatchObject({ content: "run 1" });
  await clock.advance(1);
  expect(await ann.ask("hi", { messageId: "m1" })).toMatchObject({ content: "run 2" });
});

test("without resume a message counts as sent again only while it is worked on", async () => {
  const agent = new HeldAgent();
  const { url, server } = await startServer({ onMessage: agent.onMessage, resume: false });
  const ann = await connect(`${url}?senderId=ann`);
  ann.send(PAY);
  const { finish } = await agent.work("Pay");
  ann.send(PAY);
  await ann.settle();
  finish("Paid");
  await ann.end("m1");
  expect(server.stats.keptReplies).toBe(0);
  ann.send(PAY);
  await until(() => agent.got.length === 2);
});
