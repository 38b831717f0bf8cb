import { describe, expect, test } from "vitest";
import type { PairDecision, PairRequest } from "../../src/server/index.js";
import { recordingLogger } from "../support/recording-logger.js";
import { connect, type RawClient } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

/** A pair hook whose answers are given by the test, in the order of the questions. */
function owner(): {
  pair: (request: PairRequest) => Promise<PairDecision>;
  readonly asked: PairRequest[];
  answer: (decision: PairDecision | Error) => void;
} {
  const asked: PairRequest[] = [];
  const waiting: ((decision: PairDecision | Error) => void)[] = [];
  return {
    asked,
    pair: (request) => {
      asked.push(request);
      return new Promise((resolve, reject) => {
        waiting.push((decision) =>
          decision instanceof Error ? reject(decision) : resolve(decision),
        );
      });
    },
    answer: (decision) => waiting.shift()?.(decision),
  };
}

const REFUSED = {
  type: "chat.error",
  messageId: "m1",
  error: "The owner of this agent has to approve you first",
  code: "pairing_required",
};

test("a sender on the list is let in without a question", async () => {
  const { pair, asked } = owner();
  const { url } = await startServer({ dmPolicy: "pairing", allowFrom: ["ann"], pair });
  const client = await connect(`${url}?senderId=ann`);
  expect(await client.ask("hi")).toMatchObject({ done: true });
  expect(asked).toEqual([]);
});

test("without a hook nobody else gets in", async () => {
  const { url } = await startServer({ dmPolicy: "pairing", allowFrom: ["ann"] });
  const client = await connect(`${url}?senderId=bob`);
  expect(await client.ask("hi", { messageId: "m1" })).toEqual(REFUSED);
});

test("the hook learns who asks", async () => {
  const asked: PairRequest[] = [];
  const pair = (request: PairRequest): boolean => asked.push(request) > 0;
  const free = await startServer({ dmPolicy: "pairing", pair });
  await (await connect(`${free.url}?senderId=bob&senderName=Bob`)).ask("hi");
  const identity = { userId: "u_bob", username: "Bob", plan: "pro" };
  const known = await startServer({ dmPolicy: "pairing", pair, auth: () => identity });
  await (await connect(`${known.url}?token=t`)).ask("hi");
  const connectionId = expect.any(String);
  expect(asked).toEqual([
    { senderId: "bob", senderName: "Bob", authenticated: false, connectionId },
    {
      senderId: "u_bob",
      senderName: "Bob",
      authenticated: true,
      connectionId,
      authData: expect.objectContaining(identity),
    },
  ]);
});

test("a hook tells the sender what to do", async () => {
  const text = "Your pairing code is 1234: give it to the owner";
  const { url } = await startServer({
    dmPolicy: "pairing",
    pair: () => ({ allowed: false, text }),
  });
  const client = await connect(`${url}?senderId=bob`);
  expect(await client.ask("hi", { messageId: "m1" })).toEqual({ ...REFUSED, error: text });
});

test("who is approved later gets in with the same message, sent again", async () => {
  const { pair, asked, answer } = owner();
  const seen: string[] = [];
  const { url, server } = await startServer({
    dmPolicy: "pairing",
    pair,
    onMessage: ({ content }) => void seen.push(content),
  });
  const client = await connect(`${url}?senderId=bob`);
  const first = client.ask("hi", { messageId: "m1" });
  await until(() => asked.length === 1);
  answer(false);
  expect(await first).toEqual(REFUSED);
  expect(server.stats).toMatchObject({ openReplies: 0, keptReplies: 0 });
  const again = client.ask("hi", { messageId: "m1" });
  await until(() => asked.length === 2);
  answer(true);
  expect(await again).toMatchObject({ type: "chat.response", messageId: "m1", done: true });
  expect(seen).toEqual(["hi"]);
});

describe("a hook that takes its time", () => {
  test("is asked once about a sender, and its answer holds for all that waits", async () => {
    const { pair, asked, answer } = owner();
    const seen: string[] = [];
    const { url } = await startServer({
      dmPolicy: "pairing",
      pair,
      onMessage: ({ content }) => void seen.push(content),
    });
    const bobs = await Promise.all([0, 1, 2].map(() => connect(`${url}?senderId=bob`)));
    const [one, two, three] = bobs as [RawClient, RawClient, RawClient];
    const ends = [one.ask("1"), one.ask("2"), two.ask("3")];
    ends.push(three.ask("4", { sessionKey: "another" }));
    for (const client of bobs) await client.settle();
    expect(asked).toHaveLength(1);
    expect(seen).toEqual([]);
    answer(true);
    for (const end of await Promise.all(ends)) expect(end).toMatchObject({ done: true });
    expect(seen.toSorted()).toEqual(["1", "2", "3", "4"]);
    expect(asked).toHaveLength(1);
  });

  test("holds up nobody else", async () => {
    const { pair, asked, answer } = owner();
    const { url } = await startServer({ dmPolicy: "pairing", allowFrom: ["ann"], pair });
    const [ann, bob, eve] = [
      await connect(`${url}?senderId=ann`),
      await connect(`${url}?senderId=bob`),
      await connect(`${url}?senderId=eve`),
    ];
    const [bobs, eves] = [bob.ask("hi"), eve.ask("hi")];
    expect(await ann.ask("hi")).toMatchObject({ done: true });
    await until(() => asked.length === 2);
    expect(asked.map(({ senderId }) => senderId).toSorted()).toEqual(["bob", "eve"]);
    const [first, second] = asked[0]?.senderId === "bob" ? [bobs, eves] : [eves, bobs];
    answer(false);
    expect(await first).toMatchObject({ code: "pairing_required" });
    answer(true);
    expect(await second).toMatchObject({ done: true });
  });

  test("shows the sender that something is going on, and the wait can be stopped", async () => {
    const { pair, asked, answer } = owner();
    const seen: string[] = [];
    const { url } = await startServer({
      dmPolicy: "pairing",
      pair,
      onMessage: ({ content }) => void seen.push(content),
    });
    const client = await connect(`${url}?senderId=bob`);
    const end = client.end("m1");
    client.send({ type: "chat.send", content: "hi", messageId: "m1" });
    await until(() => client.frames.some(({ type }) => type === "chat.typing"));
    client.send({ type: "chat.stop", messageId: "m1" });
    expect(await end).toMatchObject({ code: "stopped" });
    expect(asked).toHaveLength(1);
    answer(true);
    await client.settle();
    expect(seen).toEqual([]);
  });

  test("is not waited for when the server closes", async () => {
    const { pair, asked, answer } = owner();
    const { url, server } = await startServer({ dmPolicy: "pairing", pair, drainMs: 0 });
    const client = await connect(`${url}?senderId=bob`);
    const end = client.ask("hi");
    await until(() => asked.length === 1);
    await server.close();
    expect(await end).toMatchObject({ code: "closing" });
    answer(true);
  });
});

describe("a hook that fails", () => {
  const failures: [string, () => PairDecision | Promise<PairDecision>][] = [
    [
      "by a throw",
      () => {
        throw new Error("no database at 10.0.0.7");
      },
    ],
    ["by a rejection", () => Promise.reject(new Error("no database at 10.0.0.7"))],
  ];
  test.each(failures)("%s lets nobody in and gives nothing away", async (_name, pair) => {
    const { logger, lines } = recordingLogger();
    const { url } = await startServer({ dmPolicy: "pairing", pair, logger });
    const client = await connect(`${url}?senderId=bob`);
    expect(await client.ask("hi", { messageId: "m1" })).toEqual({
      type: "chat.error",
      messageId: "m1",
      error: "The server could not find out whether you may write to this agent",
      code: "internal",
    });
    const failed = lines.filter(({ level }) => level === "error");
    expect(failed).toEqual([expect.objectContaining({ message: "pair failed" })]);
    expect(JSON.stringify(failed)).toContain("10.0.0.7");
  });

  test("is asked again for the next message", async () => {
    let asked = 0;
    const { url } = await startServer({
      dmPolicy: "pairing",
      pair: () => {
        asked += 1;
        if (asked === 1) throw new Error("no database");
        return true;
      },
    });
    const client = await connect(`${url}?senderId=bob`);
    expect(await client.ask("hi")).toMatchObject({ code: "internal" });
    expect(await client.ask("hi")).toMatchObject({ done: true });
  });

  test.each([["yes"], [1], [null], [{}], [{ allowed: "no" }]])(
    "by an answer that is none (%j) lets nobody in",
    async (answer) => {
      const { url } = await startServer({
        dmPolicy: "pairing",
        pair: () => answer as PairDecision,
      });
      const client = await connect(`${url}?senderId=bob`);
      expect(await client.ask("hi", { messageId: "m1" })).toEqual(REFUSED);
    },
  );
});
