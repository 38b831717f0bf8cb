import { HawserError, RequestTable, TimeoutError } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import fc from "fast-check";
import { expect, test, vi } from "vitest";

import { failure } from "./support/client.js";

const call = { label: "chat.send", timeoutMs: 1000 };

function makeTable(): { clock: ManualClock; late: string[]; table: RequestTable } {
  const clock = new ManualClock();
  const late: string[] = [];
  return { clock, late, table: new RequestTable({ clock, onLate: (id) => late.push(id) }) };
}

test("answers find their call, in any order", async () => {
  const { table } = makeTable();
  const calls = [1, 2, 3].map(() => table.open<string>(call));
  expect(new Set(calls.map(({ id }) => id)).size).toBe(3);
  for (const { id } of calls.toReversed()) expect(table.resolve(id, `for ${id}`)).toBe(true);
  const answers = await Promise.all(calls.map(({ promise }) => promise));
  expect(answers).toEqual(calls.map(({ id }) => `for ${id}`));
  expect(table.size).toBe(0);
});

test("a call without an answer fails at its deadline, with what was asked", async () => {
  const { table, clock, late } = makeTable();
  const { id, promise } = table.open(call);
  await clock.advance(999);
  expect(table.has(id)).toBe(true);
  await clock.advance(1);
  const error = await failure(promise);
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({ code: "TIMEOUT", timeoutMs: 1000, retryable: true });
  expect(error.message).toContain("chat.send");
  expect(table.resolve(id, "too late")).toBe(false);
  expect(late).toEqual([id]);
});

test("one timer serves all deadlines, shorter ones that come later included", async () => {
  const { table, clock } = makeTable();
  const slow = table.open({ ...call, timeoutMs: 5000 });
  const fast = table.open({ ...call, timeoutMs: 100 });
  const never = table.open({ ...call, timeoutMs: Infinity });
  expect(clock.pending).toBe(1);
  await clock.advance(100);
  await expect(fast.promise).rejects.toThrow(TimeoutError);
  expect(clock.pending).toBe(1);
  await clock.advance(4900);
  await expect(slow.promise).rejects.toThrow(TimeoutError);
  await clock.advance(1e9);
  expect(clock.pending).toBe(0);
  expect(table.has(never.id)).toBe(true);
});

test("setting the machine's clock back postpones no deadline", async () => {
  const { table, clock } = makeTable();
  const { promise } = table.open(call);
  clock.jump(-3_600_000);
  const other = table.open(call);
  await clock.advance(3_600_000);
  await clock.advance(2000);
  await expect(promise).rejects.toThrow(TimeoutError);
  await expect(other.promise).rejects.toThrow(TimeoutError);
});

test("an aborted call rejects with the reason, and its late answer is late", async () => {
  const { table, late } = makeTable();
  const controller = new AbortController();
  const { id, promise } = table.open({ ...call, signal: controller.signal });
  const reason = new Error("changed my mind");
  controller.abort(reason);
  await expect(promise).rejects.toBe(reason);
  expect(table.size).toBe(0);
  expect(table.reject(id, new Error("no"))).toBe(false);
  expect(late).toEqual([id]);
});

test("a signal that has aborted before rejects at once and leaves nothing", async () => {
  const { table, clock } = makeTable();
  const { promise } = table.open({ ...call, signal: AbortSignal.abort(new Error("no")) });
  await expect(promise).rejects.toThrow("no");
  expect([table.size, clock.pending]).toEqual([0, 0]);
});

test("the listener on the signal is gone once the call is settled", () => {
  const { table } = makeTable();
  const { signal } = new AbortController();
  const added = vi.spyOn(signal, "addEventListener");
  const removed = vi.spyOn(signal, "removeEventListener");
  const first = table.open({ ...call, signal });
  const second = table.open({ ...call, signal });
  table.open({ ...call, signal });
  table.resolve(first.id, 1);
  table.reject(second.id, new Error("no"));
  table.flush(() => new Error("gone"));
  expect(added).toHaveBeenCalledTimes(3);
  expect(removed).toHaveBeenCalledTimes(3);
});

test("flush fails every call with an error of its own and stops the timer", async () => {
  const { table, clock } = makeTable();
  const calls = ["a", "b"].map((label) => table.open({ label, timeoutMs: 1000 }));
  table.flush(({ id, label }) => new Error(`${label} ${id}`));
  expect(clock.pending).toBe(0);
  for (const [i, { id, promise }] of calls.entries()) {
    await expect(promise).rejects.toThrow(`${i === 0 ? "a" : "b"} ${id}`);
  }
});

test("keepOpen: the first answer settles, the second is expected", async () => {
  const { table, late } = makeTable();
  const { id, promise } = table.open<string>({ ...call, keepOpen: true });
  expect(table.resolve(id, "accepted")).toBe(true);
  expect(await promise).toBe("accepted");
  expect([table.has(id), table.size]).toEqual([true, 0]);
  expect(table.resolve(id, "done")).toBe(true);
  expect(late).toEqual([]);
  expect(table.resolve(id, "again")).toBe(false);
  expect(late).toEqual([id]);
});

test("keepOpen: the second answer is given up at the deadline", async () => {
  const { table, clock } = makeTable();
  const { id } = table.open({ ...call, keepOpen: true });
  table.resolve(id, "accepted");
  await clock.advance(1000);
  expect([table.has(id), table.size, clock.pending]).toEqual([false, 0, 0]);
});

test("an id of one's own is kept, taken ids are skipped, a duplicate is refused", () => {
  const { table } = makeTable();
  expect(table.open({ ...call, id: "1" }).id).toBe("1");
  expect(table.open(call).id).toBe("2");
  expect(() => table.open({ ...call, id: "1" })).toThrow(HawserError);
  expect(() => table.open({ ...call, id: "1" })).toThrow(
    expect.objectContaining({ code: "DUPLICATE_ID" }),
  );
});

type Step =
  | { do: "open"; timeoutMs: number }
  | { do: "resolve" | "reject" | "abort"; nth: number }
  | { do: "advance"; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("open" as const), timeoutMs: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ do: fc.constantFrom("resolve", "reject", "abort" as const), nth: fc.nat(20) }),
  fc.record({ do: fc.constant("advance" as const), ms: fc.nat(60) }),
);

test("whatever happens in whatever order, each call settles once, as the first event says", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (plan) => {
      const { table, clock } = makeTable();
      const calls: {
        id: string;
        due: number;
        controller: AbortController;
        got: string[];
        want: string;
      }[] = [];
      const settle = (nth: number, want: string): string | undefined => {
        const one = calls[nth];
        if (one === undefined) return undefined;
        if (one.want === "") one.want = want;
        return one.id;
      };
      for (const s of plan) {
        if (s.do === "open") {
          const controller = new AbortController();
          const { id, promise } = table.open({ ...s, label: "x", signal: controller.signal });
          const one = {
            id,
            due: clock.now() + s.timeoutMs,
            controller,
            got: [] as string[],
            want: "",
          };
          calls.push(one);
          promise.then(
            () => one.got.push("resolve"),
            (e: unknown) =>
              one.got.push(e instanceof TimeoutError ? "timeout" : (e as Error).message),
          );
        } else if (s.do === "advance") {
          await clock.advance(s.ms);
          for (const one of calls)
            if (one.want === "" && one.due <= clock.now()) one.want = "timeout";
        } else {
          const waiting = calls[s.nth]?.want === "";
          const id = settle(s.nth, s.do) ?? "unknown";
          if (s.do === "resolve") expect(table.resolve(id, 1)).toBe(waiting);
          else if (s.do === "reject") expect(table.reject(id, new Error("reject"))).toBe(waiting);
          else calls[s.nth]?.controller.abort(new Error("abort"));
        }
        expect(table.size).toBe(calls.filter(({ want }) => want === "").length);
      }
      for (const one of calls) if (one.want === "") one.want = "flush";
      table.flush(() => new Error("flush"));
      await clock.advance(0);
      for (const one of calls) expect(one.got).toEqual([one.want]);
      expect([table.size, clock.pending]).toEqual([0, 0]);
    }),
  );
});
