import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import type { ChatSendFrame } from "../../src/index.js";
import { transcript } from "../support/fixtures.js";
import { channel, eventsOf, nextEvent, shownText } from "../support/client.js";
import { replay, startScripted } from "../support/scripted-server.js";

/** What upstream's server was recorded to answer, message by message. */
const FINALS: Readonly<Record<string, readonly string[]>> = {
  chat: ["echo: SLOW:8x150 hello w1 w2 w3 w4 w5 w6 w7 w8"],
  group: ["echo: FAST group hello"],
  "group-no-id": ["echo: FAST group"],
  "quote-custom": ["echo: FAST I agree"],
  tool: ["tool said: hi"],
  "llm-fail": ["400 fake failure 400"],
  "two-concurrent": ["echo: SLOW:6x150 A w1 w2 w3 w4 w5 w6", "echo: SLOW:3x100 B w1 w2 w3"],
  "auth-good": ["echo: FAST whoami"],
  "auth-spoof": ["echo: FAST as bob"],
};

const sentIn = (name: string): ChatSendFrame[] =>
  transcript(name).flatMap((line) =>
    line.dir === "out" ? [line.frame as unknown as ChatSendFrame] : [],
  );

describe("the recorded upstream server", () => {
  it.each(Object.entries(FINALS))("%s is answered as recorded", async (name, texts) => {
    const server = await startScripted((peer) => replay(peer, transcript(name)));
    const client = channel({ url: server.url, senderId: "user1" });
    await client.connect();
    const replies = sentIn(name).map(({ type: _, ...message }) =>
      // The client holds it to the document, which upstream's server does not.
      client.send(name === "group-no-id" ? { ...message, groupId: "g" } : message),
    );
    const shown = await Promise.all(replies.map(eventsOf));
    const results = await Promise.all(replies.map((reply) => reply.result));
    expect(results.map((result) => result.text)).toEqual(texts);
    expect(shown.map(shownText)).toEqual(texts);
    expect(shown.flat().some((event) => event.type === "typing")).toBe(true);
    expect(results.every((result) => result.end === "final")).toBe(true);
  });

  it("ends a slash command, which is answered by typing alone, after a silence", async () => {
    const clock = new ManualClock();
    const server = await startScripted((peer) => replay(peer, transcript("slash-status")));
    const client = channel({ url: server.url, clock });
    await client.connect();
    const typing = nextEvent(client, "typing");
    const reply = client.send("/status");
    expect(await typing).toEqual({ messageId: reply.messageId });
    await clock.advance(119_999);
    expect(client.state.status).toBe("ready");
    await clock.advance(1);
    expect(await reply.result).toMatchObject({ text: "", end: "idle" });
    expect(await eventsOf(reply)).toEqual([{ type: "typing" }]);
  });

  it("cannot resume: a reply whose connection drops ends at once, and is not sent again", async () => {
    const recorded = ["drop-reconnect", "drop-reconnect-2"];
    const server = await startScripted((peer, index) =>
      replay(peer, transcript(recorded[index] ?? "banner")),
    );
    const client = channel({ url: server.url, senderId: "userdrop" });
    await client.connect();
    const reply = client.send({ content: "SLOW:10x150 dropme", messageId: "d1" });
    const again = nextEvent(client, "state", ({ status }) => status === "ready");
    await expect(reply.result).rejects.toMatchObject({
      code: "CONNECTION_LOST",
      maybeExecuted: true,
    });
    expect(reply.partial).toBe("echo: SLOW:10x150");
    await again;
    client.send("after");
    const second = server.peers[1];
    await second?.message();
    expect(second?.frames).toEqual([expect.objectContaining({ content: "after" })]);
  });
});
