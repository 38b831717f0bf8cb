import { abortable, sleep, withDeadline } from "@hawser/core";
import { ManualClock } from "@hawser/core/testing";
import { describe, expect, test, vi } from "vitest";

import { failure } from "./support/client.js";

const never = new Promise<never>(() => undefined);

function watched(): { controller: AbortController; listeners: () => number } {
  const controller = new AbortController();
  const added = vi.spyOn(controller.signal, "addEventListener");
  const removed = vi.spyOn(controller.signal, "removeEventListener");
  return { controller, listeners: () => added.mock.calls.length - removed.mock.calls.length };
}

describe("abortable", () => {
  test("passes results and errors on, and takes its listener away", async () => {
    const { controller, listeners } = watched();
    await expect(abortable(Promise.resolve(1), controller.signal)).resolves.toBe(1);
    await expect(abortable(Promise.reject(new Error("no")), controller.signal)).rejects.toThrow(
      "no",
    );
    expect(listeners()).toBe(0);
  });

  test("rejects with the signal's reason, before and after", async () => {
    const { controller } = watched();
    const pending = abortable(never, controller.signal);
    const reason = { any: "thing" };
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await expect(abortable(never, controller.signal)).rejects.toBe(reason);
  });

  test("swallows what comes after the abort", async () => {
    const { controller } = watched();
    let fail = (_: Error): void => undefined;
    const work = new Promise<void>((_, reject) => (fail = reject));
    const pending = abortable(work, controller.signal);
    controller.abort(new Error("early"));
    await expect(pending).rejects.toThrow("early");
    fail(new Error("late"));
  });
});

describe("withDeadline", () => {
  const setup = (): { clock: ManualClock; onTimeout: () => Error } => ({
    clock: new ManualClock(),
    onTimeout: () => new Error("time is up"),
  });

  test("gives the result and leaves no timer", async () => {
    const o = setup();
    await expect(withDeadline(async () => "x", { ms: 5, ...o })).resolves.toBe("x");
    expect(o.clock.pending).toBe(0);
  });

  test("at the deadline both the caller and the work hear of it", async () => {
    const o = setup();
    const heard: unknown[] = [];
    const pending = withDeadline(
      (signal) => {
        signal.addEventListener("abort", () => heard.push(signal.reason));
        return never;
      },
      { ms: 5, ...o },
    );
    const checked = failure(pending);
    await o.clock.advance(5);
    expect((await checked).message).toBe("time is up");
    expect(heard).toEqual([expect.objectContaining({ message: "time is up" })]);
  });

  test("a late rejection of the work is swallowed", async () => {
    const o = setup();
    let fail = (_: Error): void => undefined;
    const pending = withDeadline(() => new Promise<void>((_, reject) => (fail = reject)), {
      ms: 5,
      ...o,
    });
    const checked = failure(pending);
    await o.clock.advance(5);
    expect((await checked).message).toBe("time is up");
    fail(new Error("late"));
  });

  test("work that throws rejects, work is not started for an aborted signal", async () => {
    const o = setup();
    const thrower = (): Promise<void> => {
      throw new Error("sync");
    };
    await expect(withDeadline(thrower, { ms: 5, ...o })).rejects.toThrow("sync");
    const work = vi.fn(async () => undefined);
    const signal = AbortSignal.abort(new Error("before"));
    await expect(withDeadline(work, { ms: 5, signal, ...o })).rejects.toThrow("before");
    expect(work).not.toHaveBeenCalled();
    expect(o.clock.pending).toBe(0);
  });

  test("the caller's signal ends it and is let go", async () => {
    const o = setup();
    const { controller, listeners } = watched();
    const pending = withDeadline(() => never, { ms: Infinity, signal: controller.signal, ...o });
    expect(o.clock.pending).toBe(0);
    controller.abort(new Error("enough"));
    await expect(pending).rejects.toThrow("enough");
    expect(listeners()).toBe(0);
  });
});

describe("sleep", () => {
  test("ends at its time, or with the signal's reason, and clears its timer", async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const slept = sleep(10, { clock });
    const cut = sleep(10, { clock, signal: controller.signal });
    controller.abort(new Error("up"));
    await expect(cut).rejects.toThrow("up");
    expect(clock.pending).toBe(1);
    await clock.advance(10);
    await slept;
    await expect(sleep(10, { clock, signal: controller.signal })).rejects.toThrow("up");
    expect(clock.pending).toBe(0);
  });
});
