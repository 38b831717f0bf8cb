import { ManualClock } from "@hawser/core/testing";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WsChannelClient } from "../../src/client/index.js";
import { QUICK } from "../support/client.js";
import { serverFrames } from "../support/frames.js";
import { mutated } from "../support/mutated.js";
import { Outlet } from "../support/outlet.js";

/** What a server may do, right or wrong, with `m1` and `m2` for the messages it was sent. */
const anyStep = fc.oneof(
  { weight: 6, arbitrary: mutated(serverFrames).map((frame) => JSON.stringify(frame) ?? "null") },
  {
    weight: 6,
    arbitrary: fc
      .record({
        type: fc.constantFrom("chat.typing", "chat.stream", "chat.response", "chat.error"),
        messageId: fc.constantFrom("m1", "m2", "m3", undefined),
        content: fc.string(),
        error: fc.string(),
        done: fc.constantFrom(true, false, undefined),
        code: fc.constantFrom("unknown_message", "internal", undefined),
      })
      .map((frame) => JSON.stringify(frame)),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }) },
  { weight: 1, arbitrary: fc.constantFrom("drop", "wait") },
);

const features = fc.subarray(["resume", "stop", "groups", "attachments", "whole"]);

const rejections: unknown[] = [];
const onRejection = (reason: unknown): void => {
  rejections.push(reason);
};

beforeEach(() => {
  process.on("unhandledRejection", onRejection);
});

afterEach(() => {
  process.off("unhandledRejection", onRejection);
  expect(rejections).toEqual([]);
});

describe("whatever a server says", () => {
  it("ends every reply once, with a result or an error, and breaks nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { maxLength: 25 }),
        fc.option(features, { nil: undefined }),
        async (steps, announced) => {
          const clock = new ManualClock();
          const outlet = new Outlet(announced);
          const client = new WsChannelClient({
            url: "ws://127.0.0.1/ws",
            openSocket: outlet.openSocket,
            clock,
            reconnect: QUICK,
            wake: false,
          });
          await client.connect();
          const replies = ["m1", "m2"].map((messageId) => client.send({ content: "x", messageId }));
          const ends = replies.map(async (reply) => {
            let shown = "";
            try {
              for await (const event of reply) {
                if (event.type === "text") shown += event.delta;
                if (event.type === "resync") shown = event.text;
              }
            } catch {
              await expect(reply.result).rejects.toBeInstanceOf(Error);
              return;
            }
            const { text } = await reply.result;
            expect(shown).toBe(text);
            expect(reply.partial).toBe(text);
          });
          for (const step of steps) {
            if (step === "drop") outlet.drop();
            else if (step === "wait") await clock.advance(600);
            else outlet.say(step);
          }
          // Longer than any silence that the client puts up with.
          for (let i = 0; i < 4; i++) await clock.advance(150_000);
          await Promise.all(ends);
          expect(client.state.status).not.toBe("closed");
          const closing = client.close();
          await clock.advance(1000);
          await closing;
          expect(clock.pending).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});
