import { ConnectionLostError, HawserError, TimeoutError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { expect, test } from "vitest";
import { Desk } from "../support/desk.js";
import { start } from "../support/run.js";

const passing = (): HawserError => new HawserError("busy", { code: "BUSY", retryable: true });

test("an error that may pass is tried again, later each time, three times altogether", async () => {
  const [desk, clock] = [new Desk(), new ManualClock()];
  const attempts: number[] = [];
  const { watch } = start({
    source: desk,
    clock,
    random: () => 1,
    telemetry: false,
    agent: (_task, { attempt, idempotencyKey }) => {
      attempts.push(attempt);
      expect(idempotencyKey).toBe(`hawser:desk:1:${attempt}`);
      throw passing();
    },
  });
  desk.put("1");
  await watch.until("retrying");
  await clock.advance(999);
  expect(attempts).toEqual([1]);
  await clock.advance(1);
  await watch.until("retrying", 2);
  await clock.advance(1999);
  expect(attempts).toEqual([1, 2]);
  await clock.advance(1);
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "failed", attempts: 3 });
  expect(desk.told.get("1")).toMatchObject([{ what: "fail", error: { code: "BUSY" } }]);
});

test("the other side's word on when to come again is kept", async () => {
  const [desk, clock] = [new Desk(), new ManualClock()];
  let asked = 0;
  const { watch } = start({
    source: desk,
    clock,
    telemetry: false,
    agent: () => {
      asked += 1;
      if (asked > 1) return "there";
      throw new HawserError("busy", { code: "BUSY", retryable: true, retryAfterMs: 60_000 });
    },
  });
  desk.put("1");
  await watch.until("retrying");
  await clock.advance(59_999);
  expect(asked).toBe(1);
  await clock.advance(1);
  await watch.until("ended");
  expect(desk.replies()).toEqual(["there"]);
});

test("what cannot be mended, or may have been done, is not tried again", async () => {
  const desk = new Desk();
  const errors = new Map<string, unknown>([
    ["plain", new Error("bug")],
    ["final", new HawserError("no", { code: "NO" })],
    ["perhaps", new ConnectionLostError("lost", { maybeExecuted: true, retryable: true })],
  ]);
  const { watch } = start({
    source: desk,
    telemetry: false,
    agent: ({ id }) => {
      throw errors.get(id);
    },
  });
  for (const id of errors.keys()) desk.put(id);
  const ended = await watch.until("ended", 3);
  expect(ended.map(({ attempts, outcome }) => [attempts, outcome])).toEqual(
    Array.from({ length: 3 }, () => [1, "failed"]),
  );
});

test("nothing is tried again once a part of the answer was shown, but is as long as none was", async () => {
  const desk = new Desk();
  let asked = 0;
  const { watch, stop } = start({
    source: desk,
    telemetry: false,
    retry: { initialMs: 0 },
    async *agent() {
      asked += 1;
      yield { status: "looking" };
      yield "So ";
      throw passing();
    },
  });
  desk.put("shown");
  await watch.until("ended");
  expect(asked).toBe(1);
  expect(desk.told.get("shown")?.map(({ what }) => what)).toEqual(["status", "progress", "fail"]);
  asked = 0;
  desk.put("silent", { progress: undefined } as never);
  await watch.until("ended", 2);
  expect(asked).toBe(3);
  expect(await stop()).toMatchObject({ failed: 2 });
});

test("an agent that takes too long is told so and left, and is not asked again", async () => {
  const [desk, clock] = [new Desk(), new ManualClock()];
  let reason: unknown;
  const { watch } = start({
    source: desk,
    clock,
    timeoutMs: 5000,
    telemetry: false,
    agent: (_task, { signal }) => {
      signal.addEventListener("abort", () => (reason = signal.reason));
      return new Promise<string>(() => undefined);
    },
  });
  desk.put("1");
  await watch.until("begun");
  await clock.advance(4999);
  expect(watch.of("ended")).toEqual([]);
  await clock.advance(1);
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "failed", attempts: 1 });
  expect(reason).toBeInstanceOf(TimeoutError);
  expect(clock.pending).toBe(0);
});

test("a reply is sent again while that does no harm, and the agent not asked again", async () => {
  const [desk, clock] = [new Desk(), new ManualClock()];
  const sent: string[] = [];
  let asked = 0;
  const { watch } = start({
    source: desk,
    clock,
    random: () => 1,
    telemetry: false,
    agent: () => `answer ${++asked}`,
  });
  desk.put("1", {
    reply: ({ text }) => {
      sent.push(text);
      if (sent.length < 3) throw passing();
    },
  });
  await watch.until("retrying", 1);
  await clock.advance(1000);
  await watch.until("retrying", 2);
  await clock.advance(2000);
  expect((await watch.until("ended"))[0]).toMatchObject({ outcome: "replied", attempts: 1 });
  expect(sent).toEqual(["answer 1", "answer 1", "answer 1"]);

  let tries = 0;
  desk.put("2", {
    reply: () => {
      tries += 1;
      throw new ConnectionLostError("lost", { maybeExecuted: true, retryable: true });
    },
  });
  expect((await watch.until("ended", 2))[1]).toMatchObject({ outcome: "undelivered" });
  expect(tries).toBe(1);
});
