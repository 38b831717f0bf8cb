import { ManualClock } from "@hawser/core/testing";
import { describe, expect, it } from "vitest";
import { MemoryCursorStore } from "../src/index.js";
import { advanceUntil } from "./support/advance.js";
import { clientOf, contents, openHub, take } from "./support/hub.js";
import { recordingLogger } from "./support/recording-logger.js";

const AI = { from: "GPT", ai: true };

describe("a message that is being written", () => {
  it.each([true, false])("is held until it is done (announced: %s)", async (announce) => {
    const hub = await openHub();
    const client = clientOf(hub, { streamingPollMs: 20 });
    const stream = client.stream(hub.gruprId);
    const next = take(stream, 1);
    await hub.waitFor("subscribe");
    const written = hub.startStreaming(hub.gruprId, AI);
    hub.say(hub.gruprId, { content: "Others do not wait for it" });
    expect(contents(await next)).toEqual(["Others do not wait for it"]);
    written.write("Once upon");
    const filled = take(stream, 1);
    await hub.waitFor("answer", undefined, { after: hub.requests.length });
    written.end("Once upon a time", { announce });
    const [delivery] = await filled;
    expect(delivery?.message).toEqual(written.message);
    expect(delivery?.message).toMatchObject({ content: "Once upon a time", is_streaming: false });
  });

  it("is waited for by the next life, too", async () => {
    const hub = await openHub();
    const store = new MemoryCursorStore();
    const options = { streamingPollMs: 20, store };
    const first = clientOf(hub, options);
    const stream = first.stream(hub.gruprId);
    const next = take(stream, 1);
    await hub.waitFor("subscribe");
    const createdAt = new Date(Date.now() + 10_000).toISOString();
    const written = hub.startStreaming(hub.gruprId, AI);
    hub.say(hub.gruprId, { content: "ten seconds later", createdAt });
    for (const delivery of await next) await delivery.ack();
    await first.close();

    const second = clientOf(hub, options).stream(hub.gruprId);
    const filled = take(second, 1);
    await hub.waitFor("subscribe", undefined, { after: 1 });
    written.end("done at last");
    expect(contents(await filled)).toEqual(["done at last"]);
  });

  it.each([
    ["Once upon", ["Once upon", "end"]],
    ["", ["end"]],
  ])(
    "and never ends, with %j so far, is not waited for for ever",
    async (text, expected) => {
      const clock = new ManualClock();
      const { logger, lines } = recordingLogger();
      const given: string[] = [];
      const hub = await openHub();
      const client = clientOf(hub, {
        clock,
        logger,
        transport: "polling",
        random: () => 0.5,
        streamingTimeoutMs: 60_000,
      });
      const written = hub.startStreaming(hub.gruprId, AI);
      written.write(text);
      const following = (async () => {
        const cursor = "2026-01-01T00:00:00Z";
        for await (const { message } of client.stream(hub.gruprId, { cursor })) {
          given.push(message.content);
        }
      })();
      const leftOut = (): boolean => lines.some((line) => line.includes("never filled"));
      const settled = (): boolean => (text === "" ? leftOut() : given.includes(text));
      await advanceUntil(clock, settled, 1000);
      hub.say(hub.gruprId, { content: "end" });
      await advanceUntil(clock, () => given.includes("end"), 1000);
      expect(given).toEqual(expected);
      expect(leftOut()).toBe(text === "");
      await client.close();
      await following;
    },
    30_000,
  );
});
