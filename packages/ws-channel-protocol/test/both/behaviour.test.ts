import { AuthError, ConnectionLostError, ProtocolError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import { CHANNEL_FEATURES } from "../../src/index.js";
import { channel, connected, eventsOf, first, nextEvent, shownText } from "../support/client.js";
import { startStage, type Agent, type Kind, type Question } from "./stage.js";

const echo: Agent = ({ content }) => ["echo: ", content];

const KINDS: readonly Kind[] = ["upstream", "hawser"];

describe.each(KINDS)("the client and a server of kind %s", (kind) => {
  it("chat: streamed, and whole at the end", async () => {
    const { url } = await startStage(kind, echo);
    const client = await connected({ url, senderId: "ada", senderName: "Ada" });
    const reply = client.send("Hello");
    const events = await eventsOf(reply);
    expect(shownText(events)).toBe("echo: Hello");
    expect(await reply.result).toEqual({
      messageId: reply.messageId,
      text: "echo: Hello",
      parts: ["echo: Hello"],
      mediaUrls: [],
      end: "final",
    });
  });

  it("keep the order of one sender's messages", async () => {
    const asked: string[] = [];
    const { url } = await startStage(kind, async function* ({ content }) {
      asked.push(content);
      yield content;
    });
    const client = await connected({ url });
    const texts = ["one", "two", "three", "four"];
    const replies = texts.map((text) => client.send(text));
    expect(await Promise.all(replies.map((reply) => reply.text()))).toEqual(texts);
    expect(asked).toEqual(texts);
  });

  it("keep senders apart that talk at the same time", async () => {
    const release = new Map<string, () => void>();
    const { url } = await startStage(kind, async function* ({ senderId }) {
      yield "You are ";
      await new Promise<void>((resolve) => release.set(senderId, resolve));
      yield senderId;
    });
    const names = ["ada", "bob"];
    const clients = await Promise.all(names.map((senderId) => connected({ url, senderId })));
    const replies = clients.map((client) => client.send("Who am I?"));
    await Promise.all(replies.map((reply) => first(reply, "text")));
    for (const name of names.toReversed()) release.get(name)?.();
    expect(await Promise.all(replies.map((reply) => reply.text()))).toEqual(
      names.map((name) => `You are ${name}`),
    );
  });

  it("hand on what belongs to a message", async () => {
    const asked: Question[] = [];
    const { url } = await startStage(kind, (question) => {
      asked.push(question);
      return ["Noted"];
    });
    const client = await connected({ url, senderId: "ada" });
    const customData = { priority: "high", list: [1, { deep: true }] };
    await client
      .send({ content: "Hi team", chatType: "group", groupId: "dev-team", customData })
      .text();
    expect(asked).toEqual([
      { content: "Hi team", senderId: "ada", groupId: "dev-team", customData },
    ]);
  });

  it.each([
    ["a line", " "],
    ["lines", "\n"],
  ])("make one of a long reply of %s", async (_, separator) => {
    const long = Array.from({ length: 3000 }, (__, i) => `word${i}`).join(separator);
    const { url } = await startStage(kind, () => [long.slice(0, 3000), long.slice(3000)]);
    const client = await connected({ url });
    const reply = client.send("Tell me everything");
    expect(await reply.text()).toBe(long);
    expect(shownText(await eventsOf(reply))).toBe(long);
  });

  it("end a reply in which nothing is said", async () => {
    const clock = new ManualClock();
    const { url } = await startStage(kind, () => []);
    const client = await connected({ url, clock });
    const typing = nextEvent(client, "typing");
    const reply = client.send("/status");
    if (kind === "upstream") {
      await typing;
      await clock.advance(120_000);
    }
    expect(await reply.result).toMatchObject({
      text: "",
      end: kind === "upstream" ? "idle" : "final",
    });
  });

  it("let in who is known, and refuse others for good", async () => {
    const { url } = await startStage(
      kind,
      ({ senderId }) => [`You are ${senderId}`],
      (token) => (token === "good" ? "ok:user_123" : "token_expired"),
    );
    const client = await connected({ url, token: "good" });
    expect(await client.send("Who am I?").text()).toBe("You are user_123");
    const refused = await channel({ url, token: "bad" })
      .connect()
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AuthError);
    expect((refused as Error).message).toMatch(/^Authentication failed/);
    const anonymous = await channel({ url })
      .connect()
      .catch((error: unknown) => error);
    expect(anonymous).toBeInstanceOf(AuthError);
    expect((anonymous as Error).message).toMatch(/^Token required/);
  });

  it("try again when the auth service does not answer", async () => {
    let asked = 0;
    const { url } = await startStage(kind, echo, () => (++asked < 3 ? "timeout" : "ok:ada"));
    const client = await connected({ url, token: "good" });
    expect(asked).toBe(3);
    expect(await client.send("Hello").text()).toBe("echo: Hello");
  });

  it("never work a message twice when the line breaks in the middle of its reply", async () => {
    let runs = 0;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const { url, proxy } = await startStage(kind, async function* ({ content }) {
      if (content !== "Go on") {
        yield content;
        return;
      }
      runs += 1;
      yield "The rope holds";
      await released;
      yield " the ship";
    });
    const client = await connected({ url });
    const reply = client.send("Go on");
    await first(reply, "text");
    const back = nextEvent(client, "state", ({ status }) => status === "ready");
    await proxy.drop();
    await back;
    const waiting = client.send("And then?");
    release();
    const outcome = await reply.result.catch((error: unknown) => error);
    if (kind === "upstream") {
      expect(outcome).toBeInstanceOf(ConnectionLostError);
      expect(outcome).toMatchObject({ maybeExecuted: true });
    } else {
      expect(outcome).toMatchObject({ text: "The rope holds the ship", end: "final" });
    }
    expect(await waiting.text()).toBe("And then?");
    expect(runs).toBe(1);
  });

  it("find a wrong path final", async () => {
    const { url } = await startStage(kind, echo);
    const failure = await channel({ url: url.replace("/ws", "/other") })
      .connect()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProtocolError);
    expect(failure).toMatchObject({ code: "UPGRADE_REFUSED" });
  });
});

describe("the client and Hawser's server", () => {
  it.each(["query", "header", "subprotocol"] as const)("take a token by %s", async (tokenIn) => {
    const { url } = await startStage("hawser", echo, (token) =>
      token === "good" ? "ok:ada" : "no",
    );
    const client = await connected({ url, token: "good", tokenIn });
    expect(client.senderId).toBe("ada");
    expect(client.features).toEqual(new Set(CHANNEL_FEATURES));
  });

  it("send a message again that was lost on its way, and it is worked once", async () => {
    const asked: string[] = [];
    const { url, proxy } = await startStage("hawser", ({ content }) => {
      asked.push(content);
      return [content];
    });
    const client = await connected({ url });
    proxy.stall("up");
    const reply = client.send("Hello");
    const back = nextEvent(client, "state", ({ status }) => status === "ready");
    await proxy.drop();
    proxy.clear();
    await back;
    expect(await reply.text()).toBe("Hello");
    expect(asked).toEqual(["Hello"]);
  });

  it("show members of a group to one another", async () => {
    const { url } = await startStage("hawser", echo);
    const [ada, bob] = await Promise.all(
      ["ada", "bob"].map((senderId) => connected({ url, senderId })),
    );
    if (ada === undefined || bob === undefined) throw new Error("unreachable");
    ada.join("dev-team", { subject: "Dev Team" });
    // The server reads in order: once this is answered, ada has joined.
    await ada.send("Ready?").text();
    const said = nextEvent(ada, "message", ({ kind }) => kind === "member");
    const answered = nextEvent(ada, "message", ({ kind }) => kind === "reply");
    const reply = bob.send({ content: "Hi all", chatType: "group", groupId: "dev-team" });
    expect(await said).toMatchObject({ senderId: "bob", content: "Hi all", groupId: "dev-team" });
    expect(await reply.text()).toBe("echo: Hi all");
    expect(await answered).toMatchObject({ content: "echo: Hi all", groupId: "dev-team" });
  });

  it("stop an agent", async () => {
    let stopped = (): void => undefined;
    const ended = new Promise<void>((resolve) => (stopped = resolve));
    const { url } = await startStage("hawser", async function* () {
      try {
        for (let i = 0; ; i++) {
          yield `${i} `;
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        stopped();
      }
    });
    const client = await connected({ url });
    const reply = client.send("Count");
    await first(reply, "text");
    reply.stop();
    expect(await reply.result).toMatchObject({ end: "stopped" });
    await ended;
  });
});
