import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";
import type { Speaker } from "../../src/index.js";
import { Desk } from "../support/desk.js";
import { start } from "../support/run.js";

const agent: Speaker = { kind: "agent", id: "bot" };

test("own messages, those of other agents and empty ones are left alone", async () => {
  const desk = new Desk();
  const { watch, stop } = start({ source: desk, telemetry: false, agent: () => "answer" });
  desk.put("own", { speaker: { kind: "self" } });
  desk.put("bot", { speaker: agent });
  desk.put("empty", { text: " \n" });
  desk.put("picture", { text: "", media: [{ mimeType: "image/png" }] });
  await watch.until("ended");
  expect(watch.of("skipped").map(({ task, reason }) => [task.id, reason])).toEqual([
    ["own", "own-message"],
    ["bot", "other-agent"],
    ["empty", "empty"],
  ]);
  expect(desk.told.get("bot")).toEqual([{ what: "skip", skip: { reason: "other-agent" } }]);
  expect(await stop()).toMatchObject({ replied: 1, skipped: 3 });
});

test("two agents may exchange so many words, until a person speaks; conversations count alone", async () => {
  const desk = new Desk();
  const { watch } = start({
    source: desk,
    telemetry: false,
    loopGuard: { agentTurns: 2 },
    agent: ({ id }) => id,
  });
  for (const id of ["1", "2", "3"]) desk.put(id, { speaker: agent });
  desk.put("other", { speaker: agent, conversation: "d" });
  desk.put("person");
  desk.put("4", { speaker: agent });
  await watch.until("ended", 5);
  expect(watch.of("skipped").map(({ task }) => task.id)).toEqual(["3"]);
  expect(desk.replies()).toEqual(["1", "2", "other", "person", "4"]);
});

test("a storm in a conversation is let die down, and says when it will have", async () => {
  const [desk, clock] = [new Desk(), new ManualClock()];
  const { watch } = start({
    source: desk,
    clock,
    telemetry: false,
    loopGuard: { maxReplies: 2, windowMs: 10_000 },
    agent: ({ id }) => id,
  });
  desk.put("1");
  await watch.until("ended");
  await clock.advance(4000);
  desk.put("2");
  desk.put("3");
  await watch.until("skipped");
  expect(watch.of("skipped")[0]).toMatchObject({ reason: "storm", retryAfterMs: 6000 });
  desk.put("elsewhere", { conversation: "d" });
  await watch.until("ended", 3);
  await clock.advance(5999);
  desk.put("4");
  await watch.until("skipped", 2);
  await clock.advance(1);
  desk.put("5");
  await watch.until("ended", 4);
  expect(desk.replies()).toEqual(["1", "2", "elsewhere", "5"]);
});

test("a task that comes again is worked once, told its reply, and does not count as a message", async () => {
  const desk = new Desk();
  let asked = 0;
  const { watch, stop } = start({
    source: desk,
    telemetry: false,
    loopGuard: { maxReplies: 2 },
    agent: () => `answer ${++asked}`,
  });
  desk.put("1");
  desk.put("1");
  await watch.until("ended", 2);
  desk.put("1");
  await watch.until("skipped");
  desk.put("2");
  await watch.until("ended", 3);
  expect(asked).toBe(2);
  expect(desk.told.get("1")).toEqual([
    { what: "reply", reply: { text: "answer 1" } },
    { what: "skip", skip: { reason: "duplicate", reply: { text: "answer 1" } } },
    { what: "skip", skip: { reason: "duplicate", reply: { text: "answer 1" } } },
  ]);
  expect(await stop()).toMatchObject({ replied: 2, skipped: 2 });
});

test("only so many finished tasks are remembered", async () => {
  const desk = new Desk();
  let asked = 0;
  const { watch } = start({
    source: desk,
    telemetry: false,
    remember: 2,
    agent: () => `answer ${++asked}`,
  });
  for (const id of ["1", "2", "3", "3", "1"]) desk.put(id);
  await watch.until("ended", 5);
  expect(asked).toBe(4);
});

test("speakers and conversations have their rates, and all of them share one that waits", async () => {
  const [desk, clock] = [new Desk(), new ManualClock()];
  const { watch } = start({
    source: desk,
    clock,
    telemetry: false,
    rateLimit: {
      speaker: { count: 2, perMs: 10_000 },
      conversation: { count: 3, perMs: 10_000 },
      total: { count: 3, perMs: 30_000 },
    },
    agent: ({ id }) => id,
  });
  const bob: Speaker = { kind: "person", id: "bob" };
  desk.put("a1");
  desk.put("a2");
  desk.put("a3");
  desk.put("b1", { speaker: bob });
  desk.put("b2", { speaker: bob });
  await watch.until("ended", 3);
  desk.put("elsewhere", { speaker: bob, conversation: "d" });
  await watch.until("accepted", 4);
  expect(
    watch.of("skipped").map(({ task, reason, retryAfterMs }) => [task.id, reason, retryAfterMs]),
  ).toEqual([
    ["a3", "rate-limited", 5000],
    ["b2", "rate-limited", 3334],
  ]);
  expect(desk.replies()).toEqual(["a1", "a2", "b1"]);
  await clock.advance(9999);
  expect(desk.replies()).toHaveLength(3);
  await clock.advance(1);
  await watch.until("ended", 4);
  expect(desk.replies().at(-1)).toBe("elsewhere");
});
