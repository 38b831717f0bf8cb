import { ManualClock } from "@hawser/core/testing";
import { describe, expect, test } from "vitest";
import type { MessageHandler, WsChannelServerOptions } from "../../src/server/index.js";
import { transcript, type Line } from "../support/fixtures.js";
import { authService, goodNames, say } from "./support/auth-service.js";
import { RawClient, refusedUpgrade, type Frame } from "./support/raw-client.js";
import { startServer, until } from "./support/start-server.js";

type Out = Frame | string;

const sentIn = (lines: readonly Line[]): Out[] =>
  lines.flatMap((line) => (line.dir === "out" ? [line.frame] : []));

const receivedIn = (lines: readonly Line[]): Frame[] =>
  lines.flatMap((line) => (line.dir === "in" ? [line.frame] : []));

/** The recorded URL's parameters, for a server of ours. */
function urlOf(base: string, lines: readonly Line[]): string {
  const opened = lines.find((line) => line.dir === "open");
  return base + (opened === undefined ? "" : new URL(opened.frame).search);
}

/** An agent that says what upstream's was recorded to say, message by message. */
function recordedAgent(lines: readonly Line[]): MessageHandler {
  const received = receivedIn(lines);
  const ids = [...new Set(received.flatMap(({ messageId }) => messageId ?? []))];
  const waiting = [...ids];
  return async (_message, reply) => {
    // Messages of one session come in the order of sending.
    const mine = received.filter(({ messageId }) => messageId === waiting[0]);
    waiting.shift();
    let final = "";
    for (const { type, content = "" } of mine) {
      await new Promise((resolve) => setImmediate(resolve));
      if (type === "chat.stream") reply.stream(content);
      else final = content;
    }
    return final;
  };
}

/** What a client that knows upstream only makes of a frame. */
function asUpstream({ type, messageId, content, done, error }: Frame): Frame {
  return Object.fromEntries(
    Object.entries({ type, messageId, content, done, error }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

/** Typing is no part of the answer: upstream sends it about twice, ours when there is something to wait for. */
function spoken(frames: readonly Frame[]): Frame[] {
  return frames.map(asUpstream).filter(({ type }) => type !== "chat.typing");
}

/** Plays the recorded client to a server of ours. */
async function play(
  lines: readonly Line[],
  options: Partial<WsChannelServerOptions> = {},
  wanted: number = spoken(receivedIn(lines)).length,
): Promise<RawClient> {
  const { url } = await startServer({ onMessage: recordedAgent(lines), ...options });
  const client = new RawClient(urlOf(url, lines));
  await new Promise((resolve) => client.socket.once("open", resolve));
  for (const frame of sentIn(lines)) client.send(frame);
  await until(() => spoken(client.frames).length >= wanted);
  await client.settle();
  return client;
}

/** Ids that a server made up have to be the same only where they were. */
function withKnownIds(frames: readonly Frame[], known: readonly Out[]): Frame[] {
  const ids = new Set(known.flatMap((frame) => (typeof frame === "string" ? [] : frame.messageId)));
  const madeUp: string[] = [];
  return frames.map(({ messageId, ...frame }) => {
    if (messageId === undefined || ids.has(messageId)) {
      return messageId === undefined ? frame : { ...frame, messageId };
    }
    if (!madeUp.includes(messageId)) madeUp.push(messageId);
    return { ...frame, messageId: `made up ${madeUp.indexOf(messageId)}` };
  });
}

describe("a client of upstream's gets what upstream's server was recorded to answer", () => {
  test.each([
    "banner",
    "chat",
    "chat-noMessageId",
    "group",
    "invalid",
    "llm-fail",
    "quote-custom",
    "tool",
    "two-concurrent",
  ])("%s", async (name) => {
    const lines = transcript(name);
    const sent = sentIn(lines);
    const client = await play(lines);
    expect(withKnownIds(spoken(client.frames), sent)).toEqual(
      withKnownIds(spoken(receivedIn(lines)), sent),
    );
    await client.close();
  });

  test("auth-good, with the proven identity", async () => {
    const lines = transcript("auth-good");
    const { endpoint, bodies } = await authService();
    const client = await play(lines, { auth: { endpoint } });
    expect(spoken(client.frames)).toEqual(spoken(receivedIn(lines)));
    expect(bodies).toEqual([{ token: "good-alice", tokenType: "local", senderId: "ignored" }]);
  });

  test.each(["auth-bad", "auth-html", "auth-missing", "auth-slow"])("%s", async (name) => {
    const lines = transcript(name);
    const clock = new ManualClock();
    const { endpoint, bodies } = await authService((body, response) => {
      if (body["token"] === "html") return say(response, 200, "<html>Sign in</html>");
      if (body["token"] !== "slow") goodNames(body, response);
    });
    const { url } = await startServer({ clock, auth: { endpoint, timeout: 5000 } });
    const client = new RawClient(urlOf(url, lines));
    if (name === "auth-slow") {
      await until(() => bodies.length === 1);
      await clock.advance(5000);
    }
    const closed = lines.find((line) => line.dir === "close");
    expect(await client.closed).toEqual(closed?.frame);
    expect(spoken(client.frames)).toEqual(spoken(receivedIn(lines)));
  });

  test("drop-reconnect: who comes back gets the banner, and nothing that he did not ask for", async () => {
    const lines = transcript("drop-reconnect");
    const { url, server } = await startServer({
      onMessage: (_message, reply) => {
        reply.stream("echo: SLOW:10x150");
        return new Promise((resolve) => {
          reply.signal.addEventListener("abort", () => resolve());
        });
      },
    });
    const first = new RawClient(urlOf(url, lines));
    await first.next();
    for (const frame of sentIn(lines)) first.send(frame);
    await first.next("chat.stream");
    expect(spoken(first.frames)).toEqual(spoken(receivedIn(lines)));
    first.socket.terminate();
    await until(() => server.connections === 0);
    const second = new RawClient(urlOf(url, transcript("drop-reconnect-2")));
    await second.next();
    await second.settle();
    expect(spoken(second.frames)).toEqual(spoken(receivedIn(transcript("drop-reconnect-2"))));
    await server.close({ drainMs: 0 });
  });
});

describe("on purpose a client of upstream's gets something better", () => {
  test("auth-race: a message sent before the banner is answered, not lost", async () => {
    const lines = transcript("auth-race");
    const { endpoint } = await authService();
    const onMessage: MessageHandler = ({ content }) => `echo: ${content}`;
    const client = await play(lines, { auth: { endpoint }, onMessage }, 2);
    expect(receivedIn(lines)).toHaveLength(1);
    expect(spoken(client.frames)).toEqual([
      ...receivedIn(lines),
      {
        type: "chat.response",
        messageId: "e1",
        content: "echo: FAST early (sent on open, before the banner)",
        done: true,
      },
    ]);
  });

  test("auth-spoof: a proven user who speaks as another is told so, not believed", async () => {
    const { endpoint } = await authService();
    const client = await play(transcript("auth-spoof"), { auth: { endpoint } }, 2);
    expect(spoken(client.frames).slice(1)).toEqual([
      {
        type: "chat.error",
        messageId: "sp1",
        error: "You are u_alice here and cannot speak as another",
      },
    ]);
  });

  test("group-no-id: a group message without a group is an error, not a crash of the next reply", async () => {
    const client = await play(transcript("group-no-id"), {}, 2);
    expect(spoken(client.frames).slice(1)).toEqual([
      {
        type: "chat.error",
        messageId: "g2",
        error: "chat.send: groupId must be given when chatType is 'group'",
      },
    ]);
    expect(await client.ask("still there?")).toMatchObject({ done: true });
  });

  test("slash-status: a reply without a text ends, with an empty one", async () => {
    const client = await play(transcript("slash-status"), {}, 2);
    expect(spoken(client.frames).slice(1)).toEqual([
      { type: "chat.response", messageId: "s1", content: "", done: true },
    ]);
  });

  test("wrong-path: the status says what is wrong, 404 and not 400", async () => {
    const { url } = await startServer();
    expect(await refusedUpgrade(url.replace("/ws", "/other?senderId=u"))).toMatchObject({
      status: 404,
    });
  });

  test("an error says which message it is about", async () => {
    const { url } = await startServer();
    const client = new RawClient(url);
    await client.next();
    client.send({ type: "chat.send", messageId: "m1" });
    client.send({ type: "nope", messageId: "m2" });
    expect(await client.next("chat.error")).toMatchObject({ messageId: "m1", path: "content" });
    expect(await client.next("chat.error")).toMatchObject({ messageId: "m2", path: "type" });
  });

  test("a long text is one final, not several", async () => {
    const long = "All work and no play makes a dull text.\n".repeat(1000);
    const { url } = await startServer({ onMessage: () => long });
    const client = new RawClient(url);
    await client.next();
    await client.ask("go");
    await client.settle();
    expect(spoken(client.frames).slice(1)).toMatchObject([{ content: long, done: true }]);
  });

  test("every stream is the whole text so far, also where upstream's sends pieces", async () => {
    const { url } = await startServer({
      onMessage: async (_message, reply) => {
        for (const text of ["One.", "One.\n\nTwo.", "Another beginning"]) {
          reply.stream(text);
          await new Promise((resolve) => setImmediate(resolve));
        }
        return "Another beginning, and an end";
      },
    });
    const client = new RawClient(url);
    await client.next();
    await client.ask("go");
    expect(
      spoken(client.frames)
        .slice(1)
        .map(({ content }) => content),
    ).toEqual(["One.", "One.\n\nTwo.", "Another beginning", "Another beginning, and an end"]);
  });
});

test("no frame is of a type that a client of upstream's does not know, unless it joins a group", async () => {
  const { url } = await startServer();
  const [ann, bob, eve] = ["ann", "bob", "eve"].map(
    (senderId) => new RawClient(`${url}?senderId=${senderId}`),
  ) as [RawClient, RawClient, RawClient];
  for (const client of [ann, bob, eve]) await client.next();
  bob.send({ type: "chat.join", groupId: "dev" });
  await bob.settle();
  await ann.ask("hi all", { chatType: "group", groupId: "dev" });
  await bob.next("chat.message");
  const known = ["chat.typing", "chat.stream", "chat.response", "chat.error"];
  for (const { type } of [...ann.frames, ...eve.frames]) expect(known).toContain(type);
});
